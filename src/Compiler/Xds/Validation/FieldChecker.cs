using System.Collections;
using System.Globalization;
using GatewayPipeline.Compiler.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Validate;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>What is to be checked of one field, and whether there is something to check below it.</summary>
internal sealed class FieldChecker
{
    // All virtual hosts of a port stand in one list: it is worth the work of several processors.
    private const int LongList = 256;

    private static readonly FieldRules noRules = new();

    private readonly FieldDescriptor field;
    private readonly FieldRules rules;
    private readonly Func<object, string?>? value;
    private readonly Func<object, string?>? key;
    private readonly Func<object, string?>? element;
    private readonly bool descends;
    private readonly bool isRequired;

    // Found when it is first needed: messages contain each other.
    private MessageChecker? below;

    private FieldChecker(FieldDescriptor field, FieldRules rules)
    {
        this.field = field;
        this.rules = rules;

        // A choice is required by its oneof, never by one of its members.
        isRequired = field.RealContainingOneof is null && (
            (rules.Message?.Required ?? false) || (rules.Duration?.Required ?? false)
            || (rules.Any?.Required ?? false) || (rules.Timestamp?.Required ?? false));
        if (field.IsMap)
        {
            key = ValueConstraints.For(rules.Map?.Keys ?? noRules, field.MessageType.FindFieldByNumber(1));
            element = ValueConstraints.For(rules.Map?.Values ?? noRules, field.MessageType.FindFieldByNumber(2));
            descends = field.MessageType.FindFieldByNumber(2).FieldType is FieldType.Message
                && !Skips(rules.Map?.Values);
        }
        else if (field.IsRepeated)
        {
            element = ValueConstraints.For(rules.Repeated?.Items ?? noRules, field);
            descends = field.FieldType is FieldType.Message && !Skips(rules.Repeated?.Items);
        }
        else
        {
            value = ValueConstraints.For(rules, field);
            descends = field.FieldType is FieldType.Message && !IsWrapper(field.MessageType) && !Skips(rules);
        }
    }

    /// <summary>Null if nothing is to be checked of the field.</summary>
    public static FieldChecker? For(FieldDescriptor field)
    {
        var rules = field.GetOptions()?.GetExtension(ValidateExtensions.Rules);
        var checker = new FieldChecker(field, rules ?? noRules);

        return rules is null && !checker.descends ? null : checker;
    }

    public void Check(IMessage message, Walk walk)
    {
        var content = field.Accessor.GetValue(message);
        switch (content)
        {
            case null:
                walk.Report(field.Name, isRequired ? "is required" : null);
                break;
            case IDictionary map:
                CheckMap(map, walk);
                break;
            case IList list:
                CheckList(list, walk);
                break;
            default:
                CheckOne(message, content, walk);
                break;
        }
    }

    private void CheckOne(IMessage message, object content, Walk walk)
    {
        if (value?.Invoke(content) is { } words && SaysSomething(message))
        {
            walk.Report(field.Name, words);
        }

        if (descends)
        {
            walk.Enter(field.Name);
            Descend(content, walk);
            walk.Leave();
        }
    }

    // In a oneof, or with a presence of its own, an unset field has a default value that says nothing.
    private bool SaysSomething(IMessage message) =>
        !field.HasPresence || field.FieldType is FieldType.Message || field.Accessor.HasValue(message);

    private void CheckList(IList list, Walk walk)
    {
        if (rules.Repeated is { } limits)
        {
            walk.Report(field.Name, CountWords(limits, list));
        }

        if (list.Count >= LongList)
        {
            CheckLongList(list, walk);

            return;
        }

        for (var i = 0; i < list.Count; i++)
        {
            CheckElement(list[i], i, key: null, walk);
        }
    }

    private void CheckLongList(IList list, Walk walk)
    {
        foreach (var branch in ParallelWork.Select(list.Count, i => CheckApart(list[i], i, walk.Branch())))
        {
            walk.Join(branch);
        }
    }

    private Walk CheckApart(object? content, int index, Walk branch)
    {
        CheckElement(content, index, key: null, branch);

        return branch;
    }

    private void CheckMap(IDictionary map, Walk walk)
    {
        if (rules.Map is { } limits)
        {
            walk.Report(field.Name, CountWords(limits, map.Count));
        }

        if (map.Count is 0)
        {
            return;
        }

        foreach (DictionaryEntry entry in map)
        {
            CheckElement(entry.Value, index: -1, entry.Key, walk);
        }
    }

    private void CheckElement(object? content, int index, object? key, Walk walk)
    {
        walk.Enter(field.Name, index, key is null ? null : Convert.ToString(key, CultureInfo.InvariantCulture));
        if (key is not null && this.key?.Invoke(key) is { } wrong)
        {
            walk.Report("", $"its key {wrong}");
        }

        if (content is not null)
        {
            walk.Report("", element?.Invoke(content));
        }

        if (descends)
        {
            Descend(content, walk);
        }

        walk.Leave();
    }

    private void Descend(object? content, Walk walk)
    {
        if (content is IMessage child)
        {
            below ??= ConstraintValidator.For(child.Descriptor);
            below.Check(child, walk);
        }
    }

    private static string? CountWords(RepeatedRules limits, IList list) =>
        limits.HasMinItems && (ulong)list.Count < limits.MinItems
            ? $"needs at least {limits.MinItems} items, has {list.Count}"
        : limits.HasMaxItems && (ulong)list.Count > limits.MaxItems
            ? $"takes at most {limits.MaxItems} items, has {list.Count}"
        : limits.Unique && list.Cast<object>().Distinct().Count() < list.Count ? "has an item twice"
        : null;

    private static string? CountWords(MapRules limits, int count) =>
        limits.HasMinPairs && (ulong)count < limits.MinPairs ? $"needs at least {limits.MinPairs} entries, has {count}"
        : limits.HasMaxPairs && (ulong)count > limits.MaxPairs ? $"takes at most {limits.MaxPairs} entries, has {count}"
        : null;

    private static bool Skips(FieldRules? rules) => rules?.Message?.Skip ?? false;

    // C# shows a wrapped value as the value itself.
    private static bool IsWrapper(MessageDescriptor type) =>
        type.File.Name == "google/protobuf/wrappers.proto";
}
