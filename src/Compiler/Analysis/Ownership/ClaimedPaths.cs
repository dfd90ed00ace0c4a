using GatewayPipeline.Compiler.Analysis.Requests;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Ownership;

namespace GatewayPipeline.Compiler.Analysis.Ownership;

/// <summary>
/// The paths that a match may take: one, or all that begin with a text. Of a regular expression and of a path in any
/// case that is what stands before the first sign that can be read in two ways, so rather more than less.
/// </summary>
internal readonly record struct ClaimedPaths(string Text, bool IsOne)
{
    public static ClaimedPaths Of(Fields? match)
    {
        var paths = match is { } written ? PathSet.Of(written) : PathSet.Every;

        return paths switch
        {
            { Form: PathForm.Regex } => new(Literal(paths.Text), IsOne: false),
            { AnyCase: true } => new(While(paths.Text, letter => !char.IsAsciiLetter(letter)), IsOne: false),
            _ => new(paths.Text, paths.Form is PathForm.Exact),
        };
    }

    public bool LieIn(HostGrant grant) => IsOne ? grant.TakesInPath(Text) : grant.TakesInAllUnder(Text);

    public bool Meet(HostGrant grant) => IsOne ? grant.TakesInPath(Text) : grant.TakesInSomeUnder(Text);

    public override string ToString() => IsOne ? $"path '{Text}'" : $"paths that begin with '{Text}'";

    // The letter before a quantifier may be missing; and what has branches may begin with anything, unless they are in
    // brackets behind the literal.
    private static string Literal(string regex)
    {
        var text = regex.TrimStart('^');
        var plain = While(text, letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '-' or '_');
        var rest = text[plain.Length..];
        var branches = rest is ['(', ..] && rest.IndexOf(')', StringComparison.Ordinal) is > 0 and var end ? rest[end..] : rest;

        return branches.Contains('|', StringComparison.Ordinal) ? ""
            : rest is ['?' or '*' or '{', ..] && plain.Length > 0 ? plain[..^1]
            : plain;
    }

    private static string While(string text, Func<char, bool> counts) => string.Concat(text.TakeWhile(counts));
}
