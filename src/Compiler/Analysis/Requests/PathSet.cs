using System.Text.RegularExpressions;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis.Requests;

/// <summary>How a path is compared.</summary>
internal enum PathForm
{
    Prefix,
    Exact,
    Regex,
}

/// <summary>
/// The paths that a match takes, in a form in which two of them can be compared. Where case does not count, the text is
/// in small letters; a regular expression that says no more than a prefix or a path is one.
/// </summary>
internal readonly partial record struct PathSet(PathForm Form, string Text, bool AnyCase)
{
    private const string Root = "/";

    public static PathSet Every { get; } = new(PathForm.Prefix, Root, AnyCase: false);

    public bool IsEvery => Form is PathForm.Prefix && Text is Root;

    public static PathSet Of(Fields match)
    {
        var anyCase = match.Flag("ignoreUriCase") ?? false;

        return match.Object("uri") switch
        {
            { } uri when uri.Text("exact") is { } exact => Of(PathForm.Exact, exact, anyCase),
            { } uri when uri.Text("prefix") is { } prefix => Of(PathForm.Prefix, prefix is "" ? Root : prefix, anyCase),
            { } uri when uri.Text("regex") is { } regex => OfRegex(regex),
            _ => Every,
        };
    }

    /// <summary>Every path of the other is in this one. False where that is not known.</summary>
    public bool Covers(PathSet other) => Form switch
    {
        _ when IsEvery && other.Form is PathForm.Regex => true,
        PathForm.Regex => other.Form is PathForm.Regex && other.Text == Text,
        _ when other.Form is PathForm.Regex || !IgnoresCaseLike(other) => false,
        PathForm.Prefix => Folded(other).StartsWith(Text, StringComparison.Ordinal),
        _ => other.Form is PathForm.Exact && Folded(other) == Text,
    };

    /// <summary>The text in small letters, as Envoy makes them: of the ASCII letters alone.</summary>
    public static string Fold(string text) =>
        string.Concat(text.Select(letter => char.IsAsciiLetterUpper(letter) ? char.ToLowerInvariant(letter) : letter));

    // A path in one case cannot take all that another takes in any, unless it has no letters.
    private bool IgnoresCaseLike(PathSet other) => AnyCase || !other.AnyCase || !Text.Any(char.IsAsciiLetter);

    private string Folded(PathSet other) => AnyCase ? Fold(other.Text) : other.Text;

    private static PathSet Of(PathForm form, string text, bool anyCase) =>
        anyCase && text.Any(char.IsAsciiLetter) ? new(form, Fold(text), AnyCase: true) : new(form, text, AnyCase: false);

    // Istio's ignoreUriCase means nothing to a regular expression.
    private static PathSet OfRegex(string regex) => LiteralPattern().Match(regex) switch
    {
        { Success: true } literal when literal.Groups["rest"].Length is 0 => Of(PathForm.Exact, literal.Groups["text"].Value, anyCase: false),
        { Success: true } literal => Of(PathForm.Prefix, literal.Groups["text"].Value is { Length: > 0 } text ? text : Root, anyCase: false),
        _ => new(PathForm.Regex, regex, AnyCase: false),
    };

    [GeneratedRegex(@"^\^?(?<text>[A-Za-z0-9/_-]*)(?<rest>\.\*)?\$?$", RegexOptions.CultureInvariant)]
    private static partial Regex LiteralPattern();
}
