using System.Collections.Immutable;
using System.Text.Json;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Delivery.Publishing.Tenants;

/// <summary>Says of findings which namespaces are held back, and for which errors.</summary>
internal static class HeldFindings
{
    public static JsonElement AddTo(JsonElement findings, ImmutableArray<HeldNamespace> held)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var member in findings.EnumerateObject())
            {
                member.WriteTo(json);
            }

            json.WriteStartArray("held");
            foreach (var each in held)
            {
                Write(json, each);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        using var document = JsonDocument.Parse(bytes.ToArray());

        return document.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter json, HeldNamespace held)
    {
        using var findings = JsonDocument.Parse(DiagnosticJson.Render(held.Findings, manifests: 0));
        json.WriteStartObject();
        json.WriteString("namespace", held.Part.Namespace);
        json.WriteString("commit", held.Part.Commit);
        json.WritePropertyName("findings");
        findings.RootElement.GetProperty("findings").WriteTo(json);
        json.WriteEndObject();
    }
}
