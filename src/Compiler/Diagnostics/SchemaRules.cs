using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP11: One object alone is wrong: a field's name, type or value.</summary>
public static class SchemaRules
{
    public static readonly Rule<string, string> UnknownField = Error("GWP1101",
        "An object has a field that its kind does not have",
        (field, parent) => $"{parent} has no field '{field}'") with
    {
        InIstioProfile = Severity.Warning,
    };

    public static readonly Rule<string, string> UnknownOwnField = new("GWP1113", Stage.Schema, Severity.Error,
        "An object of a kind of GatewayPipeline's own has a field that its kind does not have",
        (field, parent) => $"{parent} has no field '{field}'");

    public static readonly Rule<string, string> WrongType = Error("GWP1102",
        "A field's value has the wrong type",
        (expected, found) => $"{expected} is expected here, but this is {found}");

    public static readonly Rule<string, string> UnknownValue = Error("GWP1103",
        "A field's value is none of the allowed ones",
        (field, value) => $"'{value}' is no value of '{field}'");

    public static readonly Rule<string, string> OutOfRange = Error("GWP1104",
        "A number is too small or too large",
        (field, range) => $"'{field}' must be {range}");

    public static readonly Rule<string, string> RequiredField = Error("GWP1105",
        "A field that must be there is missing",
        (field, parent) => $"{parent} needs the field '{field}'");

    public static readonly Rule<string> BadDuration = Error("GWP1106",
        "A value is no duration",
        value => $"'{value}' is no duration");

    public static readonly Rule<string> FieldNotHandled = new("GWP1107", Stage.Analysis, Severity.Error,
        "A field is known but not handled yet",
        field => $"{field} is not handled yet");

    public static readonly Rule<string, string> WordIsFlag = Error("GWP1108",
        "A word without quotes is read as true or false",
        (word, flag) => $"YAML reads {word} without quotes as {flag}, and text is expected here");

    public static readonly Rule<string> Placeholder = new("GWP1109", Stage.Analysis, Severity.Warning,
        "A placeholder was not filled in",
        placeholder => $"'{placeholder}' looks like a placeholder that was not filled in");

    public static readonly Rule<string> FieldWrittenTwice = Error("GWP1110",
        "A field is written in both of its spellings",
        field => $"the field '{field}' is written twice, in two spellings");

    public static readonly Rule<string, string> BadLength = Error("GWP1111",
        "A text or a list is too short or too long",
        (field, length) => $"'{field}' must have {length}");

    public static readonly Rule<string, string> MisspeltField = new("GWP1112", Stage.Analysis, Severity.Warning,
        "A field of a Kubernetes object is probably misspelt",
        (field, parent) => $"{parent} has no field '{field}' that is known");

    public static ImmutableArray<Rule> All { get; } =
    [
        UnknownField, UnknownOwnField, WrongType, UnknownValue, OutOfRange, RequiredField, BadDuration, FieldNotHandled, WordIsFlag,
        Placeholder, FieldWrittenTwice, BadLength, MisspeltField,
    ];

    private static Rule<string> Error(string code, string title, Func<string, string> format) =>
        new(code, Stage.Schema, Severity.Error, title, format) { Aliases = ["IST0106"] };

    private static Rule<string, string> Error(string code, string title, Func<string, string, string> format) =>
        new(code, Stage.Schema, Severity.Error, title, format) { Aliases = ["IST0106"] };
}
