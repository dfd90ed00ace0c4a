using System.Globalization;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Model.Schema;

/// <summary>Says whether a value is of its field's type and keeps to its field's limits.</summary>
internal sealed class ValueChecker(ResourceId resource, DiagnosticBag diagnostics)
{
    private const int LongestQuote = 60;

    // Here braces are part of what is said, and no sign of a forgotten template.
    private static readonly string[] FreeTexts = ["string", "inlineCode", "regex", "match", "rewrite"];

    /// <summary>True if the value has the right type, so that what lies beneath can be looked at.</summary>
    public bool Check(SyntaxNode node, FieldSchema field) => field.Type switch
    {
        FieldType.Mapping => node is MappingSyntax || WrongType(node, field),
        FieldType.List => node is SequenceSyntax list
            ? CheckLength(list, list.Items.Length, field, "items")
            : WrongType(node, field),
        _ => node is ScalarSyntax scalar ? CheckScalar(scalar, field) : WrongType(node, field),
    };

    private bool CheckScalar(ScalarSyntax scalar, FieldSchema field) => field.Type switch
    {
        // Numbers of 64 bits may be written as text, since not every reader of JSON has room for them.
        FieldType.Integer => (scalar.IsPlain || field.Constraints.Maximum is null)
            && PlainScalars.Integer(scalar.Value) is { } number
            ? CheckRange(scalar, number, field)
            : WrongType(scalar, field),
        FieldType.Number => PlainScalars.Number(scalar) is { } number
            ? CheckRange(scalar, number, field)
            : WrongType(scalar, field),
        FieldType.Flag => PlainScalars.Flag(scalar) is not null || WrongType(scalar, field),
        FieldType.Duration => CheckDuration(scalar),
        FieldType.IntegerOrText => true,
        _ when !field.Constraints.Names.IsEmpty => CheckName(scalar, field),
        _ => CheckText(scalar, field),
    };

    private bool CheckText(ScalarSyntax scalar, FieldSchema field)
    {
        if (PlainScalars.TypeOf(scalar) is not ScalarType.Text)
        {
            if (PlainScalars.Flag(scalar) is { } flag && scalar.Value.ToUpperInvariant() is not ("TRUE" or "FALSE"))
            {
                Add(SchemaRules.WordIsFlag
                    .At(scalar.Span, scalar.Value, flag ? "true" : "false")
                    .WithHelp($"quote it: \"{scalar.Value}\""));

                return false;
            }

            // A time is text to those who wrote it, and metadata holds one.
            return WrongType(scalar, field);
        }

        if (Placeholders.Find(scalar.Value) is { } placeholder && !FreeTexts.Contains(field.Name))
        {
            Add(SchemaRules.Placeholder.At(scalar.Span, placeholder).WithHelp(Placeholders.Advice));
        }

        return CheckLength(scalar, scalar.Value.Length, field, "characters");
    }

    private bool CheckName(ScalarSyntax scalar, FieldSchema field)
    {
        var names = field.Constraints.Names;
        if (names.Contains(scalar.Value)
            || (PlainScalars.Integer(scalar) is { } number && number >= 0 && number < names.Length))
        {
            return true;
        }

        var near = Spelling.Nearest(scalar.Value, names);
        Add(SchemaRules.UnknownValue
            .At(scalar.Span, field.Name, Short(scalar.Value))
            .WithHelp((near is null ? "" : $"did you mean {near}? ") + $"allowed are {string.Join(", ", names)}"));

        return false;
    }

    private bool CheckDuration(ScalarSyntax scalar)
    {
        var isNumber = PlainScalars.Number(scalar) is not null;
        if (!isNumber && DurationText.TryParse(scalar.Value, out _))
        {
            return true;
        }

        Add(SchemaRules.BadDuration
            .At(scalar.Span, Short(scalar.Value))
            .WithHelp(HasPlaceholder(scalar) ? Placeholders.Advice
                : isNumber ? $"give it a unit: {scalar.Value}s"
                : "write a number with a unit, such as 1.5s, 250ms or 1h30m"));

        return false;
    }

    private bool CheckRange(ScalarSyntax scalar, double number, FieldSchema field)
    {
        var (minimum, maximum) = (field.Constraints.Minimum, field.Constraints.Maximum);
        if (number >= (minimum ?? double.MinValue) && number <= (maximum ?? double.MaxValue))
        {
            return true;
        }

        var range = (minimum, maximum) switch
        {
            ({ } least, { } most) => $"from {Plain(least)} to {Plain(most)}",
            ({ } least, null) => $"at least {Plain(least)}",
            (_, var most) => $"at most {Plain(most ?? 0)}",
        };
        Add(SchemaRules.OutOfRange.At(scalar.Span, field.Name, range));

        return false;
    }

    private bool CheckLength(SyntaxNode node, int length, FieldSchema field, string unit)
    {
        var (least, most) = (field.Constraints.MinimumLength, field.Constraints.MaximumLength);
        if (length < least)
        {
            Add(SchemaRules.BadLength.At(node.Span, field.Name, $"at least {least} {unit}, and this has {length}"));
        }
        else if (length > most)
        {
            Add(SchemaRules.BadLength.At(node.Span, field.Name, $"at most {most} {unit}, and this has {length}"));
        }

        return true;
    }

    private bool WrongType(SyntaxNode node, FieldSchema field)
    {
        Add(SchemaRules.WrongType.At(node.Span, Expected(field), Found(node)).WithHelp(Advice(node, field)));

        return false;
    }

    private static string Expected(FieldSchema field) => field.Type switch
    {
        FieldType.Mapping => "a mapping",
        FieldType.List => "a list",
        FieldType.Integer => "a whole number",
        FieldType.Number => "a number",
        FieldType.Flag => "true or false",
        FieldType.Duration => "a duration",
        _ => "text",
    };

    private static string Found(SyntaxNode node) => node switch
    {
        MappingSyntax => "a mapping",
        SequenceSyntax => "a list",
        ScalarSyntax scalar => PlainScalars.TypeOf(scalar) switch
        {
            ScalarType.Null => "nothing",
            ScalarType.Text => $"the text '{Short(scalar.Value)}'",
            ScalarType.Flag => scalar.Value,
            _ => $"the number {Short(scalar.Value)}",
        },
        _ => "something else",
    };

    private static string? Advice(SyntaxNode node, FieldSchema field) => (field.Type, node) switch
    {
        (_, ScalarSyntax scalar) when HasPlaceholder(scalar) => Placeholders.Advice,
        (FieldType.List, _) => "write each item on its own line, with '- ' in front",
        (FieldType.Mapping, SequenceSyntax) => "write 'name: value' lines without '- ' in front",
        (FieldType.Mapping, _) when field.Children.Count is > 0 and <= 12 =>
            $"write its fields below it, such as {string.Join(", ", field.Children.Keys.Take(4))}",
        (FieldType.Mapping, _) => "write 'name: value' lines below it",
        (FieldType.Integer or FieldType.Number, ScalarSyntax { IsPlain: false } scalar)
            when PlainScalars.Number(scalar.Value) is not null => $"write it without quotes: {scalar.Value}",
        (FieldType.Flag, ScalarSyntax { IsPlain: false } scalar)
            when PlainScalars.Flag(scalar with { IsPlain = true }) is not null =>
            $"write it without quotes: {scalar.Value}",
        (FieldType.Text, ScalarSyntax scalar) when scalar.IsPlain && !scalar.IsNull =>
            $"quote it: \"{Short(scalar.Value)}\"",
        (FieldType.Text, SequenceSyntax { Items: [ScalarSyntax] }) => "write the value alone, without '- ' in front",
        _ => null,
    };

    private static bool HasPlaceholder(ScalarSyntax scalar) => Placeholders.Find(scalar.Value) is not null;

    private static string Short(string value)
    {
        var line = value.ReplaceLineEndings(" ");

        return line.Length <= LongestQuote ? line : line[..LongestQuote] + "…";
    }

    private static string Plain(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    private void Add(Diagnostic diagnostic) => diagnostics.Add(diagnostic with { Resource = resource });
}
