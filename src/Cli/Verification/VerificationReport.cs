using System.Text.Encodings.Web;
using System.Text.Json;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Cli.Verification;

/// <summary>Every check that was made, in order, and how to repeat it without gwp.</summary>
internal sealed class VerificationReport
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<CheckLine> checks = [];
    private readonly List<ToolCommand> commands = [];

    /// <summary>Whose signatures counted.</summary>
    public SignerReport Signers { get; } = new();

    public bool IsGood => checks.All(check => check.Reason is null);

    /// <summary>The bundle that was signed; null until somebody is believed who says so.</summary>
    public BundleReference? Bundle { get; set; }

    /// <summary>The bundle's number in its channel, if it is known.</summary>
    public long? Sequence { get; set; }

    /// <summary>
    /// What the verifier asks next. A head is asked the same before and after its release is fetched.
    /// </summary>
    public void Begin(string document, string check)
    {
        if (!checks.Exists(line => line.Document == document && line.Check == check))
        {
            checks.Add(new(document, check, Reason: null));
        }
    }

    /// <summary>The check that was begun last did not hold.</summary>
    public void Refuse(string reason) => checks[^1] = checks[^1] with { Reason = reason };

    public void Repeat(params IEnumerable<ToolCommand> more) => commands.AddRange(more);

    public void WriteText(TextWriter output)
    {
        foreach (var (document, check, reason) in checks)
        {
            output.WriteLine(
                reason is null ? $"ok       {document}: {check}" : $"refused  {document}: {check}: {reason}");
        }

        Signers.WriteText(output);
        if (commands.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("The same with the tools of others, in bash:");
        }

        foreach (var command in commands)
        {
            output.WriteLine($"# {command.Shows}");
            output.WriteLine(command.Line);
        }
    }

    public void WriteJson(TextWriter output)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("outcome", IsGood ? "accepted" : "refused");
            WriteSequence(json);
            json.WriteString("contentDigest", Bundle?.ContentDigest.ToString());
            json.WriteString("blobDigest", Bundle?.Blob.ToString());
            WriteChecks(json);
            Signers.WriteJson(json);
            json.WriteStartArray("commands");
            foreach (var command in commands)
            {
                json.WriteStartObject();
                json.WriteString("shows", command.Shows);
                json.WriteString("line", command.Line);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private void WriteSequence(Utf8JsonWriter json)
    {
        if (Sequence is { } sequence)
        {
            json.WriteNumber("sequence", sequence);
        }
        else
        {
            json.WriteNull("sequence");
        }
    }

    private void WriteChecks(Utf8JsonWriter json)
    {
        json.WriteStartArray("checks");
        foreach (var (document, check, reason) in checks)
        {
            json.WriteStartObject();
            json.WriteString("document", document);
            json.WriteString("check", check);
            json.WriteString("outcome", reason is null ? "ok" : "refused");
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private sealed record CheckLine(string Document, string Check, string? Reason);
}

/// <summary>A line for a shell, and what it shows.</summary>
internal sealed record ToolCommand(string Shows, string Line);
