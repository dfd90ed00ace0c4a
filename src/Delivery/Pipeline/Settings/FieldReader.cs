using System.Collections.Immutable;

namespace GatewayPipeline.Delivery.Pipeline.Settings;

/// <summary>
/// Takes fields out of one object and notes what is wrong with them. A field that was not asked for is a mistake, too.
/// </summary>
internal sealed class FieldReader
{
    private readonly LocatedValue.Fields fields;
    private readonly List<SettingsProblem> problems;
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    public FieldReader(LocatedValue.Fields fields, string path, List<SettingsProblem> problems)
    {
        (this.fields, Path, this.problems) = (fields, path, problems);
        foreach (var again in fields.All.GroupBy(field => field.Name, StringComparer.Ordinal).SelectMany(same => same.Skip(1)))
        {
            Report(again.At, PathOf(again.Name), "it is there twice");
        }
    }

    /// <summary>Null if the value is no object, which is reported.</summary>
    public static FieldReader? Open(LocatedValue value, string path, List<SettingsProblem> problems)
    {
        if (value is LocatedValue.Fields found)
        {
            return new(found, path, problems);
        }

        problems.Add(new(path, value.At.Line, value.At.Column, $"this has to be an object, and is {value.Described}"));

        return null;
    }

    public Location At => fields.At;

    public string Path { get; }

    private string PathOf(string name) => $"{Path}.{name}";

    public bool Has(string name) => fields.All.Any(field => field.Name == name);

    /// <param name="objection">Why a text cannot be this; null: nothing speaks against it.</param>
    public string Text(string name, Func<string, string?> objection) => Optional(name, objection) ?? Missing(name);

    /// <summary>Null if it is not there, or is wrong, which is reported.</summary>
    public string? Optional(string name, Func<string, string?> objection) => Find(name) switch
    {
        null => null,
        LocatedValue.Text text => Checked(text, PathOf(name), objection),
        { } other => Wrong<string>(other, PathOf(name), "a text"),
    };

    public bool Truth(string name, bool otherwise) => Find(name) switch
    {
        null => otherwise,
        LocatedValue.Truth truth => truth.Value,
        { } other => Wrong<string>(other, PathOf(name), "true or false") is null && otherwise,
    };

    /// <summary>Null if it is not there, or is no object, which is reported.</summary>
    public FieldReader? Object(string name) =>
        Find(name) is { } value ? Open(value, PathOf(name), problems) : null;

    /// <param name="read">Gets each item and its path; null: it was wrong, which was reported.</param>
    public ImmutableArray<T> List<T>(string name, bool isNeeded, Func<LocatedValue, string, T?> read)
        where T : class
    {
        switch (Find(name))
        {
            case LocatedValue.List { Items: { IsEmpty: false } items }:
                return [.. items.Select((item, index) => read(item, $"{PathOf(name)}[{index}]")).OfType<T>()];
            case LocatedValue.List empty when isNeeded:
                Report(empty.At, PathOf(name), "it needs at least one entry");
                return [];
            case LocatedValue.List:
                return [];
            case null when isNeeded:
                Missing(name);
                return [];
            case null:
                return [];
            case { } other:
                Wrong<string>(other, PathOf(name), "a list");
                return [];
        }
    }

    public string? TextOf(LocatedValue value, string itemPath, Func<string, string?> objection) =>
        value is LocatedValue.Text text
            ? Checked(text, itemPath, objection)
            : Wrong<string>(value, itemPath, "a text");

    /// <summary>Reports what is wrong with a field that was read, where the field stands.</summary>
    public void Refuse(string name, string message) =>
        Report(fields.All.FirstOrDefault(field => field.Name == name)?.Value.At ?? At, PathOf(name), message);

    public void Report(Location at, string where, string message) =>
        problems.Add(new(where, at.Line, at.Column, message));

    /// <summary>After all that may be there was asked for.</summary>
    public void Finish()
    {
        foreach (var field in fields.All.Where(field => !asked.Contains(field.Name)))
        {
            Report(field.At, PathOf(field.Name), $"no such setting; known here: {string.Join(", ", asked)}");
        }
    }

    private LocatedValue? Find(string name)
    {
        asked.Add(name);

        return fields.All.FirstOrDefault(field => field.Name == name)?.Value;
    }

    private string? Checked(LocatedValue.Text text, string where, Func<string, string?> objection)
    {
        if (objection(text.Value) is not { } problem)
        {
            return text.Value;
        }

        Report(text.At, where, problem);

        return null;
    }

    private string Missing(string name)
    {
        if (!Has(name))
        {
            Report(At, Path, $"'{name}' is missing");
        }

        return "";
    }

    private T? Wrong<T>(LocatedValue value, string where, string wanted)
        where T : class
    {
        Report(value.At, where, $"this has to be {wanted}, and is {value.Described}");

        return null;
    }
}
