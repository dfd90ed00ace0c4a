using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Cli.Output;

/// <summary>Findings in the format SARIF 2.1.0, which code hosts and editors read.</summary>
internal static class SarifLog
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";
    private const int HelpWidth = 100;

    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Render(Compilation compilation)
    {
        var rules = compilation.Diagnostics.Concat(compilation.Suppressed.Select(suppressed => suppressed.Diagnostic))
            .Select(diagnostic => diagnostic.Rule).DistinctBy(rule => rule.Code)
            .OrderBy(rule => rule.Code, StringComparer.Ordinal).ToArray();
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", Schema);
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            WriteTool(json, rules);
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteStartArray("results");
            foreach (var diagnostic in compilation.Diagnostics)
            {
                WriteResult(json, diagnostic, rules, suppression: null);
            }

            foreach (var suppressed in compilation.Suppressed)
            {
                WriteResult(json, suppressed.Diagnostic, rules, suppressed);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteTool(Utf8JsonWriter json, Rule[] rules)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "gwp");
        json.WriteString("fullName", "GatewayPipeline check");
        json.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Code);
            WriteText(json, "shortDescription", rule.Title);
            json.WriteStartObject("help");
            json.WriteString("text", RulePage.PlainText(rule, HelpWidth));
            json.WriteString("markdown", RulePage.Markdown(rule));
            json.WriteEndObject();
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Level(rule.Severity));
            json.WriteEndObject();
            WriteProperties(json, rule);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter json, Rule rule)
    {
        json.WriteStartObject("properties");
        json.WriteStartArray("tags");
        foreach (var tag in rule.Aliases.Prepend(rule.Stage.ToString().ToLowerInvariant()))
        {
            json.WriteStringValue(tag);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteResult(
        Utf8JsonWriter json, Diagnostic diagnostic, Rule[] rules, SuppressedFinding? suppression)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", diagnostic.Rule.Code);
        json.WriteNumber("ruleIndex", Array.FindIndex(rules, rule => rule.Code == diagnostic.Rule.Code));
        json.WriteString("level", Level(diagnostic.Severity));
        WriteText(json, "message", diagnostic.Help is { } help
            ? $"{diagnostic.Message}\nhelp: {help}" : diagnostic.Message);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        WritePlace(json, diagnostic.Span);
        if (diagnostic.Resource is { } resource)
        {
            json.WriteStartArray("logicalLocations");
            json.WriteStartObject();
            json.WriteString("fullyQualifiedName", $"{resource}");
            json.WriteString("kind", "resource");
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("relatedLocations");
        for (var i = 0; i < diagnostic.Related.Length; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", i);
            WritePlace(json, diagnostic.Related[i].Span);
            WriteText(json, "message", diagnostic.Related[i].Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteSuppressions(json, suppression);
        json.WriteEndObject();
    }

    // Where there are any, a result without an entry would count as one whose state is not known.
    private static void WriteSuppressions(Utf8JsonWriter json, SuppressedFinding? suppression)
    {
        json.WriteStartArray("suppressions");
        if (suppression is not null)
        {
            json.WriteStartObject();
            json.WriteString("kind", suppression.IsInSource ? "inSource" : "external");
            if (suppression.Reason.Length > 0)
            {
                json.WriteString("justification", suppression.Reason);
            }

            json.WriteStartObject("location");
            WritePlace(json, suppression.Span);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePlace(Utf8JsonWriter json, SourceSpan span)
    {
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", UriOf(span.Path));
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", span.Start.Line);
        json.WriteNumber("startColumn", span.Start.Column);
        json.WriteNumber("endLine", span.End.Line);
        json.WriteNumber("endColumn", span.End.Column);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // Relative to where the command ran, which a code host takes for the root of the repository.
    private static string UriOf(string path) => Path.IsPathRooted(path)
        ? new Uri(path).AbsoluteUri
        : string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static void WriteText(Utf8JsonWriter json, string property, string text)
    {
        json.WriteStartObject(property);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static string Level(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };
}
