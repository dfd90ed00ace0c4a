using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using GatewayPipeline.Bundles;
using GatewayPipeline.Delivery.Provenance;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Cli.Output;

/// <summary>What came of signing a proposal, for people and for pipelines.</summary>
/// <param name="Proposal">What was to be signed; null if nothing was found.</param>
/// <param name="Rebuilt">What the sources gave here; null if nothing was built.</param>
internal sealed record CosignReport(
    string Channel, Proposal? Proposal, BundleDigest? Rebuilt, Cosignature Cosignature)
{
    private const int MostResources = 20;

    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What came of the head; null if there was no key to write it with, or nothing to name.</summary>
    public Publication? Publication { get; init; }

    public bool IsGood => Reason is null;

    private string Outcome => (Cosignature, Publication) switch
    {
        (Cosignature.Completed, Publication.Published or Publication.Unchanged) => "published",
        (Cosignature.Completed, Publication.Superseded or Publication.Withdrawn) => "superseded",
        (Cosignature.Completed, null) => "completed",
        (Cosignature.Added, _) => "signed",
        _ => "refused",
    };

    private string? Reason => (Cosignature, Publication) switch
    {
        (Cosignature.Refused refused, _) => refused.Reason,
        (Cosignature.Differs differs, _) =>
            $"the sources give {differs.Rebuilt} here, and {differs.Proposed} was proposed",
        (_, Publication.Refused refused) => refused.Reason,
        (_, Publication.Proposed) => "the store has no such release any more: publish again",
        _ => null,
    };

    public static CosignReport Refused(string channel, string reason) =>
        new(channel, Proposal: null, Rebuilt: null, new Cosignature.Refused(reason));

    public void WriteText(Terminal terminal)
    {
        if (Reason is not null)
        {
            terminal.Error.WriteLine($"refused: {Reason}");
            WriteDifference(terminal.Error);

            return;
        }

        var release = FormattableString.Invariant($"release {Proposal?.Record.Sequence} of channel {Channel}");
        terminal.Out.WriteLine($"rebuilt    {Rebuilt}");
        terminal.Out.WriteLine((Cosignature, Publication) switch
        {
            (Cosignature.Added added, _) => FormattableString.Invariant(
                $"signed     {release}; it lacks {added.Proposal.Quorum.Missing} more"),
            (_, null) => $"completed  {release} has all signatures",
            (_, Publication.Superseded superseded) => FormattableString.Invariant(
                $"superseded channel {Channel} is at sequence {superseded.Head.Sequence} by now"),
            (_, Publication.Withdrawn) => $"superseded {release}: its rollout was taken back",
            (_, Publication.Published { Head: var head }) => FormattableString.Invariant(
                $"published  channel {Channel} is at sequence {head.Sequence} (epoch {head.Epoch}, revision {head.Revision})"),
            (_, Publication.Unchanged) => $"published  {release} already",
            _ => throw new UnreachableException(),
        });
        if (Cosignature is Cosignature.Completed && Publication is null)
        {
            terminal.Out.WriteLine($"Next, who has a channel key: gwp publish --channel {Channel}, from the same sources");
        }
    }

    public void WriteJson(TextWriter output)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            var record = Proposal?.Record;
            json.WriteStartObject();
            json.WriteString("outcome", Outcome);
            json.WriteString("channel", Channel);
            WriteNumber(json, "epoch", record?.Epoch);
            WriteNumber(json, "sequence", record?.Sequence);
            WriteNumber(json, "revision", (Publication as Publication.Published)?.Head.Revision);
            WriteNumber(json, "missingSignatures", Missing);
            json.WriteString("proposedDigest", record?.Bundle.ContentDigest.ToString());
            json.WriteString("rebuiltDigest", Rebuilt?.ToString());
            json.WriteString("differingFile", (Cosignature as Cosignature.Differs)?.Difference.File);
            json.WriteStartArray("differences");
            foreach (var resource in (Cosignature as Cosignature.Differs)?.Difference.Resources ?? [])
            {
                json.WriteStringValue(resource);
            }

            json.WriteEndArray();
            json.WriteString("reason", Reason);
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private long? Missing => Cosignature switch
    {
        Cosignature.Completed => 0,
        Cosignature.Added added => added.Proposal.Quorum.Missing,
        _ => Proposal?.Quorum.Missing,
    };

    private void WriteDifference(TextWriter output)
    {
        if (Cosignature is not Cosignature.Differs differs)
        {
            return;
        }

        output.WriteLine($"First differing file of the bundle: {differs.Difference.File}");
        foreach (var resource in differs.Difference.Resources.Take(MostResources))
        {
            output.WriteLine($"  {resource}");
        }

        if (differs.Difference.Resources.Length > MostResources)
        {
            output.WriteLine($"  and {differs.Difference.Resources.Length - MostResources} more");
        }

        if (differs.OtherSource is { } other)
        {
            output.WriteLine($"The sources differ, too: {other}");
        }

        if (differs.ProposedBy is { } version && version != CompilerVersion.Current)
        {
            output.WriteLine(
                $"It was proposed by compiler {version}, and this is {CompilerVersion.Current}: use the same, "
                + "or have it proposed anew.");
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
