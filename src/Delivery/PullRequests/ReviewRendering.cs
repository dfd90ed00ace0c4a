using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Differences;

namespace GatewayPipeline.Delivery.PullRequests;

/// <summary>Puts a review into the form that git hosts take.</summary>
public static class ReviewRendering
{
    private const string Ellipsis = "…";

    /// <param name="review">What there is to say.</param>
    /// <param name="mostCharacters">The longest comment of the host: see <see cref="CommentLimits"/>.</param>
    public static ReviewReport ToReport(this PullRequestReview review, int mostCharacters) => new()
    {
        Verdict = review.Verdict,
        Title = Shorten(TitleOf(review)),
        SummaryMarkdown = ReviewMarkdown.Render(review, mostCharacters),
        Marker = ReviewMarkdown.MarkerOf(review.Request.Name),
        Annotations =
        [
            .. review.Findings
                .OrderByDescending(each => each.Finding.Severity)
                .ThenBy(each => each.Finding.Span.Path, StringComparer.Ordinal)
                .ThenBy(each => each.Finding.Span.Start.Line)
                .ThenBy(each => each.Finding.Span.Start.Column)
                .Select(ToAnnotation),
        ],
        HeadCommit = review.Request.HeadCommit,
    };

    /// <summary>What matters most, in a line of plain text.</summary>
    internal static string TitleOf(PullRequestReview review) =>
        review.Findings.Any(each => each.Finding.Severity is Severity.Error) ? CountsOf(review.Findings)
        : review.Fleets.FirstOrDefault(fleet => fleet.Shrink is not null) is { } stopped ? $"would not be released: {stopped.Shrink}"
        : review.ChangesNothing ? "no manifest is changed"
        : review.Fleets is [var only] && only.Diff is { } diff ? DiffTotals.Of(diff).ToString()
        : $"{review.Fleets.Count(fleet => fleet.Diff is { IsEmpty: false })} of {review.Fleets.Length} fleets change";

    /// <summary><c>2 errors (1 new), 1 warning</c>; empty where there is none.</summary>
    internal static string CountsOf(ImmutableArray<ReviewedFinding> findings) => string.Join(", ", findings
        .GroupBy(each => each.Finding.Severity)
        .OrderByDescending(same => same.Key)
        .Select(same =>
        {
            var (count, added) = (same.Count(), same.Count(each => each.IsNew));
            var noun = same.Key.ToString().ToLowerInvariant();

            return $"{count} {noun}{(count == 1 ? "" : "s")}{(added > 0 ? $" ({added} new)" : "")}";
        }));

    private static Annotation ToAnnotation(ReviewedFinding reviewed)
    {
        var finding = reviewed.Finding;
        string[] lines =
        [
            finding.Message,
            .. finding.Related.Select(related => $"{related.Span}: {related.Message}"),
            .. finding.Help is { } help ? [$"help: {help}"] : Array.Empty<string>(),
        ];

        return new(
            finding.Span.Path,
            finding.Span.Start.Line,
            finding.Span.Start.Column,
            finding.Severity switch
            {
                Severity.Error => AnnotationLevel.Failure,
                Severity.Warning => AnnotationLevel.Warning,
                _ => AnnotationLevel.Notice,
            },
            $"{finding.Rule.Code}: {finding.Rule.Title}",
            string.Join('\n', lines))
        {
            EndLine = finding.Span.End.Line,
            EndColumn = finding.Span.End.Column,
            IsNew = reviewed.IsNew,
        };
    }

    private static string Shorten(string title) =>
        title.Length <= CommentLimits.Title ? title : title[..(CommentLimits.Title - Ellipsis.Length)] + Ellipsis;
}
