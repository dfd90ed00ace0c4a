using System.Collections.Immutable;
using System.Text;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Delivery.PullRequests;

/// <summary>
/// The one comment of a review. Everything that strangers wrote stands in spans of code; what does not fit is left out
/// from the end of its part, and the comment says so.
/// </summary>
internal static class ReviewMarkdown
{
    private const int ShortCommit = 12;

    // For what must never be left out: the parts behind the long ones, and the words that say that something was.
    private const int Reserved = 4_000;

    /// <summary>A comment is known again by it.</summary>
    public static string MarkerOf(string name) =>
        $"<!-- gatewaypipeline-review:{string.Concat(name.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))} -->";

    public static string Render(PullRequestReview review, int mostCharacters)
    {
        var text = new StringBuilder();
        text.Append($"{MarkerOf(review.Request.Name)}\n### {WordFor(review.Verdict)}: {Plain(ReviewRendering.TitleOf(review))}\n\n");
        Append(text, FindingsOf(review), mostCharacters / 2, "findings");
        Append(text, DifferencesOf(review), mostCharacters - Reserved, "changes");
        text.Append(string.Concat(GuardsOf(review))).Append(string.Concat(CommandsOf(review.Request)));

        return text.ToString();
    }

    // Blocks as long as they fit; then how many did not.
    private static void Append(StringBuilder text, ImmutableArray<string> blocks, int room, string noun)
    {
        var fitting = blocks.TakeWhile(block =>
        {
            var fits = text.Length + block.Length <= room;
            if (fits)
            {
                text.Append(block);
            }

            return fits;
        }).Count();
        if (fitting < blocks.Length)
        {
            text.Append($"\n_{blocks.Length - fitting} more {noun} do not fit into this comment; the commands below show them all._\n\n");
        }
    }

    private static ImmutableArray<string> FindingsOf(PullRequestReview review)
    {
        if (review.Findings is [] && review.Fixed is [])
        {
            return [];
        }

        var counts = ReviewRendering.CountsOf(review.Findings) is { Length: > 0 } some ? some : "none is left";

        return
        [
            $"#### Findings\n\n{counts}; {review.Fixed.Length} fixed\n\n",
            .. review.Findings.OrderByDescending(each => each.IsNew && each.Finding.Severity is Severity.Error)
                .Select(each => LineOf(each.Finding, each.IsNew ? "new " : "")),
            .. review.Fixed.Select(finding => LineOf(finding, "fixed ")),
            "\n",
        ];
    }

    private static string LineOf(Diagnostic finding, string word) =>
        $"- {word}**{finding.Severity.ToString().ToLowerInvariant()}** {CodeSpan.Of(finding.Rule.Code)} "
        + $"{CodeSpan.Of($"{finding.Span}")}: {CodeSpan.Of(finding.Message)}"
        + $"{(finding.Help is { } help ? $"\n  - help: {CodeSpan.Of(help)}" : "")}\n";

    private static ImmutableArray<string> DifferencesOf(PullRequestReview review) =>
    [
        "#### What changes for requests\n\n",
        .. review.Fleets.SelectMany(fleet => DifferencesOf(fleet, isOnly: review.Fleets.Length == 1)),
    ];

    private static IEnumerable<string> DifferencesOf(ReviewedFleet fleet, bool isOnly)
    {
        if (!isOnly)
        {
            yield return $"##### Fleet {CodeSpan.Of(fleet.Fleet)}\n\n";
        }

        if (fleet.IsBaseBroken && fleet.Diff is not null)
        {
            yield return "The base has errors, so all of this is compared with a gateway that has nothing.\n\n";
        }

        foreach (var block in fleet.Diff is { } diff ? DiffMarkdown.Blocks(diff) : ["Nobody can say before the errors are mended.\n"])
        {
            yield return block + "\n";
        }
    }

    private static IEnumerable<string> GuardsOf(PullRequestReview review)
    {
        yield return "#### Guards\n\n";
        foreach (var fleet in review.Fleets)
        {
            var name = review.Fleets.Length == 1 ? "" : $" of fleet {CodeSpan.Of(fleet.Fleet)}";
            yield return fleet.Shrink is { } reason
                ? $"- Size{name}: **stops the release**: {Plain(reason)}. If that is meant, end the commit's message with the line `Allow-Shrink: true`\n"
                : $"- Size{name}: {(fleet.Diff is null ? "not known" : "fine")}\n";
        }

        var claims = review.Findings.Count(each => each.Finding.Rule.Stage is Stage.Policy);
        yield return claims == 0 ? "- Ownership of hosts: fine\n\n" : $"- Ownership of hosts: {claims} findings above\n\n";
    }

    private static IEnumerable<string> CommandsOf(ReviewRequest request)
    {
        var path = request.Path is { Length: > 0 } part ? $" --path {Quote(part)}" : "";
        yield return "#### Try it\n\n";
        yield return $"- {CodeSpan.Of($"gwp check . --ref {Quote(request.HeadCommit)}{path}")}\n";
        if (request.BaseCommit is { } commit)
        {
            yield return $"- {CodeSpan.Of($"gwp diff {Quote($".@{commit}")} {Quote($".@{request.HeadCommit}")}{path}")}\n";
            yield return $"\n_{Short(request.HeadCommit)} compared with {Short(commit)}_\n";
        }
    }

    private static string WordFor(ReviewVerdict verdict) => verdict switch
    {
        ReviewVerdict.Failure => "Not to be merged",
        ReviewVerdict.Neutral => "Nothing to review",
        _ => "Can be merged",
    };

    // Our own sentences hold at most names of fleets and numbers; what looks like Markdown in them is made harmless.
    private static string Plain(string text) => string.Concat(text.Select(letter =>
        char.IsAsciiLetterOrDigit(letter) || letter is ' ' or ',' or ';' or ':' or '.' or '(' or ')' or '%' or '…' ? $"{letter}"
        : char.IsAscii(letter) && !char.IsControl(letter) ? $"\\{letter}"
        : " "));

    private static string Short(string commit) => CodeSpan.Of(commit[..Math.Min(ShortCommit, commit.Length)]);

    private static string Quote(string argument) =>
        argument.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '.' or '-' or '_' or '@')
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
