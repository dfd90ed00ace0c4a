using System.Text.Json.Serialization;

namespace GatewayPipeline.Cli.Up.Pipeline;

/// <summary>When a push was where on its way to a release. What was not seen is null: a timer found the push.</summary>
internal sealed record PushTimes
{
    /// <summary>The webhook was taken.</summary>
    public DateTimeOffset? Told { get; init; }

    /// <summary>The event was at the topic.</summary>
    public DateTimeOffset? Sent { get; init; }

    /// <summary>The event was in the queue.</summary>
    public DateTimeOffset? Queued { get; init; }

    /// <summary>The function that publishes began with it.</summary>
    public DateTimeOffset? Taken { get; init; }

    /// <summary>The head was written.</summary>
    public DateTimeOffset Published { get; init; }

    /// <summary>Milliseconds of the steps that the app told of, by their names.</summary>
    public IReadOnlyDictionary<string, double> Steps { get; init; } = new Dictionary<string, double>();
}

/// <summary>How long each stage of a push took, in milliseconds: a line of the session's <c>timeline.jsonl</c>.
/// </summary>
internal sealed record PushStages
{
    private const string CompileStep = "compile";

    public required DateTimeOffset At { get; init; }

    public string? Commit { get; init; }

    public long Sequence { get; init; }

    /// <summary>From the webhook to the topic: authentic, parsed, tracked.</summary>
    public double? Webhook { get; init; }

    /// <summary>From the topic to the queue.</summary>
    public double? Event { get; init; }

    /// <summary>In the queue.</summary>
    public double? Queue { get; init; }

    public double? Compile { get; init; }

    /// <summary>Reading the commit, signing, writing.</summary>
    public double? Publish { get; init; }

    /// <summary>Until the agent had seen, fetched and verified it.</summary>
    public double Poll { get; init; }

    /// <summary>Until the gateway had acknowledged all of it.</summary>
    public double Activate { get; init; }

    public double Total { get; init; }

    /// <param name="times">When the push was where.</param>
    /// <param name="commit">What was pushed.</param>
    /// <param name="sequence">Of the release.</param>
    /// <param name="active">When the agent said that it is active.</param>
    /// <param name="activation">How long the gateway took, in milliseconds.</param>
    public static PushStages Of(
        PushTimes times, string? commit, long sequence, DateTimeOffset active, double activation)
    {
        double? compile = times.Steps.TryGetValue(CompileStep, out var step) ? step : null;
        var seen = (active - times.Published).TotalMilliseconds;

        return new()
        {
            At = times.Told ?? times.Published,
            Commit = commit,
            Sequence = sequence,
            Webhook = Between(times.Told, times.Sent),
            Event = Between(times.Sent, times.Queued),
            Queue = Between(times.Queued, times.Taken),
            Compile = compile,
            Publish = Between(times.Taken, times.Published) - (compile ?? 0),
            Poll = Math.Max(0, seen - activation),
            Activate = Math.Min(seen, activation),
            Total = (active - (times.Told ?? times.Published)).TotalMilliseconds,
        };
    }

    private static double? Between(DateTimeOffset? from, DateTimeOffset? to) =>
        from is { } start && to is { } end ? Math.Max(0, (end - start).TotalMilliseconds) : null;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PushStages))]
internal sealed partial class PushStagesJson : JsonSerializerContext;
