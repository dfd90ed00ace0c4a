namespace GatewayPipeline.Delivery.PullRequests;

/// <summary>How bad what an annotation says is.</summary>
public enum AnnotationLevel
{
    Notice,
    Warning,

    /// <summary>It stops the build.</summary>
    Failure,
}

/// <summary>A note on a line of the head's tree. All text is plain: a host that reads Markdown has to escape it.</summary>
/// <param name="Path">From the repository's top, with forward slashes.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Title">One line: the finding's code and what its kind is called.</param>
/// <param name="Message">What is the matter, other places that it speaks of, and what to do; may have several lines.</param>
public sealed record Annotation(
    string Path, int Line, int Column, AnnotationLevel Level, string Title, string Message)
{
    /// <summary>The last line of the stretch, at least <see cref="Line"/>.</summary>
    public required int EndLine { get; init; }

    /// <summary>Behind the last character, on <see cref="EndLine"/>.</summary>
    public required int EndColumn { get; init; }

    /// <summary>The base does not have this finding.</summary>
    public required bool IsNew { get; init; }
}
