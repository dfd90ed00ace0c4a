using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GatewayPipeline.Compiler.Routing;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>A diff as <c>gwp diff -o json</c> prints it. Fields may be added to it, never changed.</summary>
public static class DiffJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Render(RouteDiff diff)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteBoolean("differs", !diff.IsEmpty);
            json.WriteBoolean("differsUnnoticed", diff.DiffersUnnoticed);
            json.WriteString("summary", DiffTotals.Of(diff).ToString());
            json.WriteStartArray("sections");
            foreach (var section in diff.Sections)
            {
                Write(json, section);
            }

            json.WriteEndArray();
            json.WriteNumber("changesWithoutSearch", diff.ChangesWithoutSearch);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, DiffSection section)
    {
        json.WriteStartObject();
        json.WriteString("kind", section.Kind switch
        {
            SectionKind.Host => "host",
            SectionKind.Listener => "port",
            SectionKind.Upstream => "destination",
            SectionKind.Certificate => "certificate",
            _ => "process",
        });
        json.WriteStartArray("names");
        foreach (var name in section.Names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteString("place", section.Place);
        json.WriteString("change", DiffText.WordFor(section.Change));
        json.WriteStartArray("changes");
        foreach (var change in section.Changes)
        {
            Write(json, change);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, DiffChange change)
    {
        json.WriteStartObject();
        json.WriteString("change", DiffText.WordFor(change.Kind));
        json.WriteString("subject", change.Subject);
        json.WriteStartArray("fields");
        foreach (var field in change.Fields)
        {
            json.WriteStartObject();
            json.WriteString("field", field.Field);
            json.WriteString("base", field.Base);
            json.WriteString("head", field.Head);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("note", change.Note);
        WritePlace(json, "base", change.Base);
        WritePlace(json, "head", change.Head);
        WriteExample(json, change.Example);
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, string name, SourceSpan? span)
    {
        if (span is not { } known)
        {
            json.WriteNull(name);

            return;
        }

        json.WriteStartObject(name);
        json.WriteString("path", known.Path);
        json.WriteNumber("line", known.Start.Line);
        json.WriteNumber("column", known.Start.Column);
        json.WriteEndObject();
    }

    private static void WriteExample(Utf8JsonWriter json, DiffExample? example)
    {
        if (example is null)
        {
            json.WriteNull("example");

            return;
        }

        var request = example.Request;
        json.WriteStartObject("example");
        json.WriteString("method", request.Method);
        json.WriteString("scheme", request.Scheme);
        json.WriteString("host", request.Authority);
        json.WriteNumber("port", request.Port);
        json.WriteString("path", request.Path);
        json.WriteString("serverName", request.Sni);
        json.WriteStartArray("headers");
        foreach (var (name, value) in request.Headers)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("base", example.Base);
        json.WriteString("head", example.Head);
        json.WriteEndObject();
    }
}
