using System.Collections.Immutable;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP10: A file cannot be read, its YAML is broken, or it is no manifest.</summary>
public static class SyntaxRules
{
    public static readonly Rule<string> FileRefused = Error("GWP1001",
        "A file of the tree cannot be opened",
        detail => detail.Length > 0 ? $"this file cannot be read: {detail}" : "this file cannot be read");

    public static readonly Rule<string> FileTooLarge = Error("GWP1002",
        "A file is larger than any manifest may be",
        size => $"this file has {size} bytes; a manifest may have {ManifestLimits.FileBytes}");

    public static readonly Rule<string> FileNotText = Error("GWP1003",
        "A file that should be a manifest is not text",
        offset => offset.Length > 0
            ? $"this file is no UTF-8 text: the byte at offset {offset} does not belong into one"
            : "this file is no UTF-8 text");

    public static readonly Rule<string> LinkNotFollowed = Warning("GWP1004",
        "A symbolic link is not followed",
        target => target.Length > 0
            ? $"this is a symbolic link to '{target}' and is not followed"
            : "this is a symbolic link and is not followed");

    public static readonly Rule<string> TreeTooLarge = Error("GWP1005",
        "The tree is larger than what is compiled",
        what => $"the tree has {what}");

    public static readonly Rule<string> SubmoduleNotRead = Warning("GWP1006",
        "A submodule is not read",
        _ => "this is a submodule, another repository, and is not read");

    public static readonly Rule<string> LargeFilePointer = Error("GWP1007",
        "A file lies in large file storage",
        _ => "this is a pointer into git's large file storage and not the file itself");

    public static readonly Rule<string> OddName = Error("GWP1008",
        "The name of a file is not the same name everywhere",
        why => $"the name of this file cannot be relied upon: {why}");

    public static readonly Rule<string> PathCollision = Error("GWP1009",
        "Two files are one file on some machines",
        other => $"some machines take this path for '{other}'");

    public static readonly Rule<string> InvalidYaml = Error("GWP1010",
        "A document is not valid YAML",
        reason => $"this is not valid YAML: {reason}");

    public static readonly Rule<string> TabIndentation = Error("GWP1011",
        "A line is indented with a tab",
        _ => "this line is indented with a tab; YAML allows only spaces");

    public static readonly Rule<string> DuplicateKey = Error("GWP1012",
        "A key is written twice in one mapping",
        key => $"key '{key}' appears twice in this mapping; the first one stays");

    public static readonly Rule<string> AnchorUsed = Error("GWP1013",
        "A manifest uses a YAML anchor or alias",
        name => $"'{name}' is a YAML anchor or alias; manifests must say everything in full");

    public static readonly Rule<string> BareAsterisk = Error("GWP1014",
        "A value that starts with an asterisk is not quoted",
        value => $"'{value}' starts with an asterisk without quotes, which YAML reads as an alias");

    public static readonly Rule<string> TagUsed = Error("GWP1015",
        "A manifest uses a YAML tag",
        tag => $"'{tag}' is a YAML tag; manifests take types from the fields");

    public static readonly Rule<string> TooDeep = Error("GWP1016",
        "A document nests deeper than any manifest does",
        limit => $"mappings and lists are nested deeper than {limit} levels");

    public static readonly Rule<string> KeyNotScalar = Error("GWP1017",
        "A key is a mapping or a list",
        what => $"a key must be a plain word; this one is {what}");

    public static readonly Rule<string> ControlCharacter = Error("GWP1018",
        "A manifest contains a control character",
        character => $"the character {character} is not allowed in YAML");

    public static readonly Rule<string> InvalidYamlNoManifest = Warning("GWP1019",
        "A document is not valid YAML and names no kind",
        reason => $"this document is passed over: it names no kind and is not valid YAML: {reason}");

    public static ImmutableArray<Rule> All { get; } =
    [
        FileRefused, FileTooLarge, FileNotText, LinkNotFollowed, TreeTooLarge,
        SubmoduleNotRead, LargeFilePointer, OddName, PathCollision,
        InvalidYaml, TabIndentation, DuplicateKey, AnchorUsed, BareAsterisk, TagUsed, TooDeep, KeyNotScalar,
        ControlCharacter, InvalidYamlNoManifest,
    ];

    private static Rule<string> Error(string code, string title, Func<string, string> format) =>
        new(code, Stage.Syntax, Severity.Error, title, format);

    private static Rule<string> Warning(string code, string title, Func<string, string> format) =>
        new(code, Stage.Syntax, Severity.Warning, title, format);
}
