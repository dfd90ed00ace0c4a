using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GatewayPipeline.Bundles;
using GatewayPipeline.Cli.Stores;

namespace GatewayPipeline.Cli.Output;

/// <summary>The channels of a store, for people and for monitors.</summary>
internal sealed class StatusReport(ImmutableArray<ChannelState> channels, DateTimeOffset now)
{
    public bool IsGood => channels.All(channel => channel.Reason is null);

    public void WriteText(TextWriter output)
    {
        var table = new TextTable(5, "CHANNEL", "SEQUENCE", "EPOCH", "REVISION", "AGE", "EXPIRES IN", "COMMIT", "STATE");
        foreach (var (channel, head, source, reason) in channels)
        {
            table.Add(
                channel,
                Number(head?.Sequence),
                Number(head?.Epoch),
                Number(head?.Revision),
                head is null ? "-" : Duration(now - head.IssuedAt),
                head is null ? "-" : Duration(head.Expires - now),
                source?.Commit ?? "-",
                reason is null ? "good" : $"refused: {reason}");
        }

        table.WriteTo(output);
    }

    public void WriteJson(TextWriter output) => output.WriteLine(JsonSerializer.Serialize(
        new ChannelRows([.. channels.Select(Row)]), StatusJson.Readable.ChannelRows));

    private static ChannelRow Row(ChannelState state) => new(
        state.Channel,
        state.Reason is null ? "good" : "refused",
        state.Reason,
        state.Head?.Epoch,
        state.Head?.Revision,
        state.Head?.Sequence,
        state.Head?.IssuedAt,
        state.Head?.Expires,
        state.Head?.Bundle.ContentDigest,
        state.Head?.Bundle.Blob,
        state.Source?.Repository,
        state.Source?.Commit);

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";

    // As kubectl has it: the largest unit that says enough.
    private static string Duration(TimeSpan span) => span switch
    {
        { Ticks: < 0 } => "-",
        { TotalDays: >= 2 } => FormattableString.Invariant($"{(long)span.TotalDays}d"),
        { TotalHours: >= 2 } => FormattableString.Invariant($"{(long)span.TotalHours}h"),
        { TotalMinutes: >= 2 } => FormattableString.Invariant($"{(long)span.TotalMinutes}m"),
        _ => FormattableString.Invariant($"{(long)span.TotalSeconds}s"),
    };
}

internal sealed record ChannelRows(ImmutableArray<ChannelRow> Channels);

internal sealed record ChannelRow(
    string Channel,
    string State,
    string? Reason,
    long? Epoch,
    long? Revision,
    long? Sequence,
    DateTimeOffset? IssuedAt,
    DateTimeOffset? Expires,
    BundleDigest? ContentDigest,
    BundleDigest? BlobDigest,
    string? Repository,
    string? Commit);

[JsonSerializable(typeof(ChannelRows))]
internal sealed partial class StatusJson : JsonSerializerContext
{
    public static StatusJson Readable { get; } = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
