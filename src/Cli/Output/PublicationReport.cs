using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Cli.Output;

/// <summary>What came of a publication, for people and for pipelines.</summary>
internal static class PublicationReport
{
    private static readonly JsonWriterOptions OnePretty = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonWriterOptions OnePerLine = OnePretty with { Indented = false };

    public static void WriteText(ChannelPublication publication, Terminal terminal)
    {
        var (outcome, channel) = (NameOf(publication.Outcome), publication.Channel);
        if (publication.Outcome is Publication.Refused { Reason: var reason })
        {
            terminal.Error.WriteLine($"{outcome}: {(channel is "" ? "" : $"channel {channel}: ")}{reason}");
        }
        else if (publication.Outcome is Publication.Proposed { Proposal: var proposal })
        {
            terminal.Out.WriteLine(FormattableString.Invariant(
                $"{outcome,-10} release {proposal.Record.Sequence} of channel {channel}; it lacks {proposal.Quorum.Missing} of these release keys:"));
            terminal.Out.WriteLine($"           {string.Join(", ", proposal.Quorum.Others)}");
            terminal.Out.WriteLine($"Next, who has one, from the same sources: gwp cosign --channel {channel}");
        }
        else if (publication.Head is { } head)
        {
            terminal.Out.WriteLine(FormattableString.Invariant(
                $"{outcome,-10} channel {channel} is at sequence {head.Sequence} (epoch {head.Epoch}, revision {head.Revision})"));
        }
    }

    /// <summary>One object; of several fleets one on each line.</summary>
    public static void WriteJson(ImmutableArray<ChannelPublication> publications, Terminal terminal)
    {
        foreach (var publication in publications)
        {
            using var bytes = new MemoryStream();
            using (var json = new Utf8JsonWriter(bytes, publications.Length == 1 ? OnePretty : OnePerLine))
            {
                Write(json, publication);
            }

            terminal.Out.WriteLine(Encoding.UTF8.GetString(bytes.ToArray()));
        }
    }

    public static string NameOf(Publication outcome) => outcome switch
    {
        Publication.Published => "published",
        Publication.Unchanged => "unchanged",
        Publication.Withdrawn => "withdrawn",
        Publication.Superseded => "superseded",
        Publication.Proposed => "proposed",
        Publication.Refused => "refused",
        _ => throw new UnreachableException(),
    };

    private static void Write(Utf8JsonWriter json, ChannelPublication publication)
    {
        var (head, proposal) = (publication.Head, (publication.Outcome as Publication.Proposed)?.Proposal);
        json.WriteStartObject();
        json.WriteString("outcome", NameOf(publication.Outcome));
        json.WriteString("channel", publication.Channel is "" ? null : publication.Channel);
        json.WriteString("fleet", publication.Fleet);
        WriteNumber(json, "epoch", proposal?.Record.Epoch ?? head?.Epoch);
        WriteNumber(json, "revision", head?.Revision);
        WriteNumber(json, "sequence", proposal?.Record.Sequence ?? head?.Sequence);
        WriteNumber(json, "missingSignatures", proposal?.Quorum.Missing);
        json.WriteString("contentDigest", publication.Bundle?.ContentDigest.ToString());
        json.WriteString("blobDigest", publication.Bundle?.Blob.ToString());
        json.WriteString("commit", publication.Source?.Commit);
        json.WriteString("reason", (publication.Outcome as Publication.Refused)?.Reason);
        WriteList(json, "findings", publication.Findings);
        WriteList(json, "held", publication.Findings);
        json.WriteEndObject();
    }

    // As `gwp check -o json` has them.
    private static void WriteList(Utf8JsonWriter json, string name, JsonElement? findings)
    {
        json.WritePropertyName(name);
        if (findings is { } known && known.TryGetProperty(name, out var list))
        {
            list.WriteTo(json);
        }
        else
        {
            json.WriteStartArray();
            json.WriteEndArray();
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
