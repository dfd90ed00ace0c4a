using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Reports;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;
using GatewayPipeline.Cli.Stores;
using GatewayPipeline.Delivery.Rollouts;

namespace GatewayPipeline.Cli.Output;

/// <summary>The channels of a store, for people and for monitors.</summary>
internal sealed class StatusReport(
    ImmutableArray<ChannelState> channels, ImmutableArray<GatewayRow> gateways, DateTimeOffset now)
{
    /// <summary>Reports that count for nothing.</summary>
    public ImmutableArray<IgnoredReport> Ignored { get; init; } = [];

    /// <summary>Every head is one that gateways accept, and none of them rejects what it names.</summary>
    public bool IsGood => channels.All(channel => channel.Reason is null)
        && gateways.All(gateway => gateway.State is not GatewayState.Rejected);

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
        foreach (var head in channels.Select(channel => channel.Head).OfType<ChannelHead>()
            .Where(head => head.Rollout is not null || head.Withdrawn is not null))
        {
            output.WriteLine(HeadReport.Summary(head));
        }

        WriteGateways(output);
    }

    private void WriteGateways(TextWriter output)
    {
        if (gateways.Length > 0)
        {
            output.WriteLine();
            var table = new TextTable(5, "GATEWAY", "CHANNEL", "STATE", "SEQUENCE", "ENVOY", "REPORTED", "WHY");
            foreach (var gateway in gateways)
            {
                table.Add(
                    gateway.Gateway,
                    gateway.Channel,
                    GatewayRow.NameOf(gateway.State),
                    Number(gateway.Sequence),
                    gateway.Envoy is "" ? "-" : gateway.Envoy,
                    $"{Duration(now - gateway.ReportedAt)} ago",
                    gateway.Reason ?? "-");
            }

            table.WriteTo(output);
        }

        foreach (var (path, reason) in Ignored)
        {
            output.WriteLine($"{path} counts for nothing: {reason}");
        }
    }

    public void WriteJson(TextWriter output) => output.WriteLine(JsonSerializer.Serialize(
        new ChannelRows([.. channels.Select(Row)], gateways, Ignored), StatusJson.Readable.ChannelRows));

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
        state.Source?.Commit,
        RolloutRow.Of(state.Head),
        state.Head?.Withdrawn,
        state.Head is null ? [] : [.. HeadTransitions.GoodsOf(state.Head).Select(good => good.Release.Sequence)]);

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

internal sealed record ChannelRows(
    ImmutableArray<ChannelRow> Channels, ImmutableArray<GatewayRow> Gateways, ImmutableArray<IgnoredReport> IgnoredReports);

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
    string? Commit,
    RolloutRow? Rollout,
    WithdrawnRelease? Withdrawn,
    ImmutableArray<long> LastKnownGoods);

[JsonSerializable(typeof(ChannelRows))]
[JsonSerializable(typeof(HeadRow))]
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
