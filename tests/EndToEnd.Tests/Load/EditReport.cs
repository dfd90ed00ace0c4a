using System.Collections.Immutable;
using System.Globalization;

namespace GatewayPipeline.EndToEnd.Tests.Load;

/// <summary>What came of a campaign: how much was asked, what failed, how long an edit took to be answered.</summary>
public sealed record EditReport(
    ImmutableArray<EditAnswer> Answers, long Requests, double PerSecond, ImmutableArray<string> Failures)
{
    public TimeSpan Median => Sorted is [] ? TimeSpan.Zero : Sorted[Sorted.Length / 2];

    public TimeSpan Worst => Sorted is [] ? TimeSpan.Zero : Sorted[^1];

    private ImmutableArray<TimeSpan> Sorted => [.. Answers.Select(answer => answer.Took).Order()];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        {Answers.Length} edits, {Requests} requests at {PerSecond:F0} per second, {Failures.Length} failed
        saved file to first new answer: median {Median.TotalMilliseconds:F0} ms, worst {Worst.TotalMilliseconds:F0} ms
        {string.Join('\n', Kinds.Select(Line))}
        """);

    private IEnumerable<IGrouping<string, EditAnswer>> Kinds =>
        Answers.GroupBy(answer => answer.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal);

    private static string Line(IGrouping<string, EditAnswer> kind)
    {
        var sorted = kind.Select(answer => answer.Took.TotalMilliseconds).Order().ToArray();

        return string.Create(
            CultureInfo.InvariantCulture,
            $"  {kind.Key,-16} {sorted.Length,4} edits, median {sorted[sorted.Length / 2],5:F0}, worst {sorted[^1],5:F0} ms");
    }
}

/// <summary>One edit: its kind, and the time from the saved file to the first answer that shows it.</summary>
public sealed record EditAnswer(string Kind, TimeSpan Took);
