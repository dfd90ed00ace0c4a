using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>Findings as <c>gwp check -o json</c> prints them. Fields may be added to it, never changed.</summary>
public static class DiagnosticJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="manifests">How many objects were compiled.</param>
    public static string Render(IReadOnlyCollection<Diagnostic> diagnostics, int manifests)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("findings");
            foreach (var diagnostic in diagnostics)
            {
                WriteFinding(json, diagnostic);
            }

            json.WriteEndArray();
            WriteSummary(json, diagnostics, manifests);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteFinding(Utf8JsonWriter json, Diagnostic diagnostic)
    {
        json.WriteStartObject();
        json.WriteString("code", diagnostic.Rule.Code);
        json.WriteStartArray("aliases");
        foreach (var alias in diagnostic.Rule.Aliases)
        {
            json.WriteStringValue(alias);
        }

        json.WriteEndArray();
        json.WriteString("stage", diagnostic.Rule.Stage.ToString().ToLowerInvariant());
        json.WriteString("severity", diagnostic.Severity.ToString().ToLowerInvariant());
        json.WriteString("message", diagnostic.Message);
        WritePlace(json, diagnostic.Span);
        json.WriteNumber("endLine", diagnostic.Span.End.Line);
        json.WriteNumber("endColumn", diagnostic.Span.End.Column);
        WriteResource(json, diagnostic.Resource);
        WriteRelated(json, diagnostic);
        json.WriteString("help", diagnostic.Help);
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, SourceSpan span)
    {
        json.WriteString("file", span.Path);
        json.WriteNumber("line", span.Start.Line);
        json.WriteNumber("column", span.Start.Column);
    }

    private static void WriteResource(Utf8JsonWriter json, ResourceId? resource)
    {
        if (resource is null)
        {
            json.WriteNull("resource");
            return;
        }

        json.WriteStartObject("resource");
        json.WriteString("kind", resource.Kind);
        json.WriteString("namespace", resource.Namespace);
        json.WriteString("name", resource.Name);
        json.WriteEndObject();
    }

    private static void WriteRelated(Utf8JsonWriter json, Diagnostic diagnostic)
    {
        json.WriteStartArray("related");
        foreach (var related in diagnostic.Related)
        {
            json.WriteStartObject();
            WritePlace(json, related.Span);
            json.WriteString("message", related.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSummary(Utf8JsonWriter json, IReadOnlyCollection<Diagnostic> diagnostics, int manifests)
    {
        json.WriteStartObject("summary");
        json.WriteNumber("errors", diagnostics.Count(diagnostic => diagnostic.Severity is Severity.Error));
        json.WriteNumber("warnings", diagnostics.Count(diagnostic => diagnostic.Severity is Severity.Warning));
        json.WriteNumber("infos", diagnostics.Count(diagnostic => diagnostic.Severity is Severity.Info));
        json.WriteNumber("manifests", manifests);
        json.WriteEndObject();
    }
}
