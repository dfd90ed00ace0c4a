using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace GatewayPipeline.EndToEnd.Tests.Load;

/// <summary>How long pushes took until they were answered, and each of their stages.</summary>
/// <param name="Answered">From the push to the first answer that shows it.</param>
/// <param name="Stages">As the session's timeline has them, in milliseconds.</param>
public sealed record PushReport(
    ImmutableArray<TimeSpan> Answered, ImmutableArray<JsonElement> Stages, long Requests, double PerSecond,
    ImmutableArray<string> Failures)
{
    private static readonly string[] Names = ["webhook", "event", "queue", "compile", "publish", "poll", "activate"];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        {Answered.Length} pushes, {Requests} requests at {PerSecond:F0} per second, {Failures.Length} failed
        {Line("push to answer", Answered.Select(took => took.TotalMilliseconds))}
        {string.Join('\n', Names.Select(name => Line($"  {name}", Values(name))))}
        """);

    private IEnumerable<double> Values(string name) => Stages
        .Where(stage => stage.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number)
        .Select(stage => stage.GetProperty(name).GetDouble());

    private static string Line(string name, IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();

        return sorted is []
            ? $"{name}: never seen"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-16} {sorted.Length,4} times, median {sorted[sorted.Length / 2],6:F0}, worst {sorted[^1],6:F0} ms");
    }
}
