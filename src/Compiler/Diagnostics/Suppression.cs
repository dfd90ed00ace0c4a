using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>Somebody's word that findings are known and accepted.</summary>
/// <param name="Code">A code of ours or of Istio's; <c>*</c>: whatever is found there.</param>
/// <param name="Span">Where that is written.</param>
/// <param name="Place">Where it counts.</param>
internal sealed record Suppression(string Code, SourceSpan Span, SuppressedPlace Place)
{
    public const string EveryCode = "*";

    /// <summary>False for codes of analyzers that gwp does not have: they are other tools' business.</summary>
    public bool IsOurs => Code is EveryCode || !Code.StartsWith("IST", StringComparison.OrdinalIgnoreCase)
        || Rules.All.Any(Names);

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
