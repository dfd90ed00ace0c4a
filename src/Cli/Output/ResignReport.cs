using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Cli.Output;

/// <summary>What came of signing heads anew, for people and for pipelines.</summary>
internal sealed class ResignReport(ImmutableArray<(string Channel, Resigning Resigning)> resignings)
{
    public bool IsGood => resignings.All(each => each.Resigning is not Resigning.Refused);

    public void WriteText(Terminal terminal)
    {
        foreach (var (channel, resigning) in resignings)
        {
            switch (resigning)
            {
                case Resigning.Resigned { Head: var head }:
                    terminal.Out.WriteLine(FormattableString.Invariant(
                        $"signed     channel {channel} is at revision {head.Revision} until {head.Expires:u}"));
                    break;
                case Resigning.NotDue { Head: var head, DueAt: var due }:
                    terminal.Out.WriteLine(FormattableString.Invariant(
                        $"not due    channel {channel} is at revision {head.Revision} until {head.Expires:u}, due from {due:u}"));
                    break;
                case Resigning.Refused refused:
                    terminal.Error.WriteLine($"refused    channel {channel}: {refused.Reason}");
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        if (resignings.IsEmpty)
        {
            terminal.Out.WriteLine("no channel of the store is one that the key may sign");
        }
    }

    public void WriteJson(TextWriter output) => output.WriteLine(JsonSerializer.Serialize(
        new ResignRows([.. resignings.Select(each => RowOf(each.Channel, each.Resigning))]),
        ResignJson.Readable.ResignRows));

    private static ResignRow RowOf(string channel, Resigning resigning) => resigning switch
    {
        Resigning.Resigned resigned => RowOf(channel, "signed", resigned.Head),
        Resigning.NotDue notDue => RowOf(channel, "notDue", notDue.Head),
        Resigning.Refused refused => new(channel, "refused", null, null, null, null, null, refused.Reason),
        _ => throw new UnreachableException(),
    };

    private static ResignRow RowOf(string channel, string outcome, ChannelHead head) =>
        new(channel, outcome, head.Epoch, head.Revision, head.Sequence, head.IssuedAt, head.Expires, Reason: null);
}

internal sealed record ResignRows(ImmutableArray<ResignRow> Channels);

internal sealed record ResignRow(
    string Channel,
    string Outcome,
    long? Epoch,
    long? Revision,
    long? Sequence,
    DateTimeOffset? IssuedAt,
    DateTimeOffset? Expires,
    string? Reason);

[JsonSerializable(typeof(ResignRows))]
internal sealed partial class ResignJson : JsonSerializerContext
{
    public static ResignJson Readable { get; } = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
