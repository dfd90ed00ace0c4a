namespace GatewayPipeline.Compiler.Text;

/// <summary>
/// A stretch of one manifest: where something was written. Lines and columns count from 1; the end is exclusive.
/// </summary>
public readonly record struct SourceSpan(string Path, SourcePosition Start, SourcePosition End)
{
    /// <summary>True if the position lies in this stretch, its end included.</summary>
    public bool Contains(SourcePosition position) => Start.IsAtOrBefore(position) && position.IsAtOrBefore(End);

    public override string ToString() => $"{Path}:{Start}";
}

public readonly record struct SourcePosition(int Line, int Column)
{
    public bool IsAtOrBefore(SourcePosition other) =>
        Line < other.Line || (Line == other.Line && Column <= other.Column);

    public override string ToString() => $"{Line}:{Column}";
}
