using System.Collections.Immutable;

namespace GatewayPipeline.Delivery.PullRequests;

/// <summary>What a reviewed pull request is told to be.</summary>
public enum ReviewVerdict
{
    /// <summary>It may be merged, as far as the compiler can tell.</summary>
    Success,

    /// <summary>It must not be merged as it is: it would not be published.</summary>
    Failure,

    /// <summary>There is nothing to judge: what it changes is no manifest.</summary>
    Neutral,
}

/// <summary>
/// What is said of a pull request, in the form that git hosts take: a verdict, one comment, and notes on lines. Made
/// for one host, whose comments have a largest size.
/// </summary>
public sealed record ReviewReport
{
    public required ReviewVerdict Verdict { get; init; }

    /// <summary>One line of plain text, for the status: at most <see cref="CommentLimits.Title"/> characters.</summary>
    public required string Title { get; init; }

    /// <summary>
    /// The whole comment. It begins with <see cref="Marker"/>, holds no text of a manifest that would act as Markdown,
    /// HTML or a mention, and is not longer than the host takes.
    /// </summary>
    public required string SummaryMarkdown { get; init; }

    /// <summary>
    /// An HTML comment that nobody sees: the comment of this pull request that has it is edited instead of a second
    /// one being written.
    /// </summary>
    public required string Marker { get; init; }

    /// <summary>Errors first, then by path, line and column.</summary>
    public required ImmutableArray<Annotation> Annotations { get; init; }

    /// <summary>The commit that was looked at, and to which verdict and annotations belong.</summary>
    public required string HeadCommit { get; init; }
}
