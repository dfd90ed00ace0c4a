using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>Somebody's word that findings are known and accepted.</summary>
/// <param name="Code">A code of ours or of Istio's; <c>*</c>: whatever is found there.</param>
/// <param name="Span">Where that is written.</param>
/// <param name="Place">Where it counts.</param>
internal sealed record Suppression(string Code, SourceSpan Span, SuppressedPlace Place)
{
    /// <summary>Why, in the words of whoever accepted it; empty if that is not said.</summary>
    public string Reason { get; init; } = "";

    public const string EveryCode = "*";

    /// <summary>
    /// Whether it must silence something. Not so for codes of analyzers that gwp does not have, which are other tools'
    /// business, nor for certificates: what is found of them changes with the day and the machine.
    /// </summary>
    public bool MustSilence => Code is EveryCode
        || (Rules.All.FirstOrDefault(Names) is { } rule
            ? rule.Stage is not Stage.Certificate
            : !Code.StartsWith("IST", StringComparison.OrdinalIgnoreCase));

    public bool Names(Rule rule) => Code is EveryCode
        || rule.Code.Equals(Code, StringComparison.OrdinalIgnoreCase)
        || rule.Aliases.Contains(Code, StringComparer.OrdinalIgnoreCase);
}

/// <summary>
/// What a suppression is about. Lines and objects are equal by value, so that they are found by hash.
/// </summary>
internal abstract record SuppressedPlace
{
    private SuppressedPlace()
    {
    }

    public sealed record Line(string Path, int Number) : SuppressedPlace;

    public sealed record Resource(ResourceId Id, string Path) : SuppressedPlace;

    public sealed record Files(string Folder, PathGlob Glob) : SuppressedPlace
    {
        public bool Holds(string path) =>
            path.StartsWith(Folder, StringComparison.Ordinal) && Glob.Matches(path[Folder.Length..]);
    }
}
