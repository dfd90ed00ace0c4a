using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model.Ownership;

/// <summary>A host, or one path of it and what lies beneath, as it is granted to one namespace.</summary>
internal sealed record HostGrant
{
    public const string Root = "/";

    /// <summary>A host, <c>*.suffix</c> or <c>*</c>, in the form of <see cref="OwnedHost"/>.</summary>
    public required string Pattern { get; init; }

    /// <summary><c>/</c>, or a path without a slash at its end. It takes in whole segments alone.</summary>
    public required string Path { get; init; }

    public required string Namespace { get; init; }

    /// <summary>The namespace may also use wildcards under it.</summary>
    public required bool AllowsWildcard { get; init; }

    /// <summary>The namespace whose HostOwnership says so; null: it needs no owner's word.</summary>
    public required string? GrantedBy { get; init; }

    /// <summary>Where the host is written.</summary>
    public required SourceSpan Span { get; init; }

    public bool IsWholeHost => Path is Root;

    /// <summary>The widest first: what comes later is narrower or has nothing to do with it.</summary>
    public static IComparer<HostGrant> WidestFirst { get; } = Comparer<HostGrant>.Create((x, y) =>
    {
        var byPattern = HostName.BySpecificity.Compare(y.Pattern, x.Pattern);

        return byPattern is not 0 ? byPattern : x.Path.Length.CompareTo(y.Path.Length);
    });

    public bool TakesInPath(string path) =>
        IsWholeHost || path == Path || path.StartsWith(Path + "/", StringComparison.Ordinal);

    /// <summary>Every path that begins with the text lies in it.</summary>
    public bool TakesInAllUnder(string text) => IsWholeHost || text.StartsWith(Path + "/", StringComparison.Ordinal);

    /// <summary>Some path that begins with the text lies in it.</summary>
    public bool TakesInSomeUnder(string text) =>
        TakesInAllUnder(text) || Path.StartsWith(text, StringComparison.Ordinal);

    /// <summary>Such as <c>orders.example.com/api</c>.</summary>
    public override string ToString() => IsWholeHost ? Pattern : Pattern + Path;
}
