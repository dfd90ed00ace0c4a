using System.Text.Encodings.Web;
using System.Text.Json;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Cli.Output;

/// <summary>What came of a publication, for people and for pipelines.</summary>
/// <param name="Outcome">published, unchanged, superseded, proposed or refused.</param>
/// <param name="Head">What the channel is at now; null if that is not known.</param>
/// <param name="Reason">Why nothing was published.</param>
internal sealed record PublicationReport(string Outcome, string Channel, ChannelHead? Head, Bundle? Bundle, string? Reason)
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What others have to sign; null but where it is proposed.</summary>
    public Proposal? Proposal { get; init; }

    public void WriteText(Terminal terminal)
    {
        if (Reason is not null)
        {
            terminal.Error.WriteLine($"{Outcome}: {Reason}");
        }
        else if (Proposal is not null)
        {
            terminal.Out.WriteLine(FormattableString.Invariant(
                $"{Outcome,-10} release {Proposal.Record.Sequence} of channel {Channel}; it lacks {Proposal.Quorum.Missing} of these release keys:"));
            terminal.Out.WriteLine($"           {string.Join(", ", Proposal.Quorum.Others)}");
            terminal.Out.WriteLine($"Next, who has one, from the same sources: gwp cosign --channel {Channel}");
        }
        else if (Head is not null)
        {
            terminal.Out.WriteLine(FormattableString.Invariant(
                $"{Outcome,-10} channel {Channel} is at sequence {Head.Sequence} (epoch {Head.Epoch}, revision {Head.Revision})"));
        }
    }

    public void WriteJson(Terminal terminal, Compilation compilation)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("outcome", Outcome);
            json.WriteString("channel", Channel);
            WriteNumber(json, "epoch", Head?.Epoch ?? Proposal?.Record.Epoch);
            WriteNumber(json, "revision", Head?.Revision);
            WriteNumber(json, "sequence", Head?.Sequence ?? Proposal?.Record.Sequence);
            WriteNumber(json, "missingSignatures", Proposal?.Quorum.Missing);
            json.WriteString("contentDigest", Bundle?.ContentDigest.ToString());
            json.WriteString("blobDigest", Bundle?.Reference.Blob.ToString());
            // A folder is at no commit.
            json.WriteNull("commit");
            json.WriteString("reason", Reason);
            WriteFindings(json, compilation);
            json.WriteEndObject();
        }

        terminal.Out.WriteLine(System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
    }

    // As `gwp check -o json` has them.
    private static void WriteFindings(Utf8JsonWriter json, Compilation compilation)
    {
        using var checkedTree =
            JsonDocument.Parse(DiagnosticJson.Render(compilation.Diagnostics, compilation.Manifests));
        json.WritePropertyName("findings");
        checkedTree.RootElement.GetProperty("findings").WriteTo(json);
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
