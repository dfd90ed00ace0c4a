using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GatewayPipeline.Cli.Output;

/// <summary>
/// The same document as YAML in block style. Text stands bare where that is safe; else it keeps its quotes, which
/// YAML reads as JSON does.
/// </summary>
internal static class JsonAsYaml
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly SearchValues<char> Bare =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./");

    public static string Convert(string json)
    {
        using var document = JsonDocument.Parse(json);
        var output = new StringBuilder();
        Write(output, document.RootElement, indentation: 0, isInline: true);

        return output.ToString().TrimStart('\n').TrimStart(' ');
    }

    /// <param name="output">Where the text goes; the writer stands behind <c>key:</c> or <c>-</c>.</param>
    /// <param name="element">What to write.</param>
    /// <param name="indentation">Blanks before the lines of a collection.</param>
    /// <param name="isInline">True: the first entry of a collection stays on the line, as after <c>-</c>.</param>
    private static void Write(StringBuilder output, JsonElement element, int indentation, bool isInline)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when element.EnumerateObject().Any():
                foreach (var property in element.EnumerateObject())
                {
                    StartLine(output, indentation, ref isInline);
                    output.Append(Scalar(property.Name)).Append(':');
                    Write(output, property.Value, indentation + 2, isInline: false);
                }

                break;
            case JsonValueKind.Array when element.GetArrayLength() > 0:
                foreach (var item in element.EnumerateArray())
                {
                    StartLine(output, indentation, ref isInline);
                    output.Append('-');
                    Write(output, item, indentation + 2, isInline: true);
                }

                break;
            case JsonValueKind.String:
                output.Append(' ').Append(Scalar(element.GetString() ?? "")).Append('\n');
                break;
            default:
                output.Append(' ').Append(element.GetRawText()).Append('\n');
                break;
        }
    }

    private static void StartLine(StringBuilder output, int indentation, ref bool isInline)
    {
        if (isInline)
        {
            output.Append(' ');
            isInline = false;

            return;
        }

        if (output.Length > 0 && output[^1] is not '\n')
        {
            output.Append('\n');
        }

        output.Append(' ', indentation);
    }

    private static string Scalar(string text) =>
        IsBare(text) ? text : $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    // A letter first and nothing that YAML gives a meaning, or a duration such as 3s.
    private static bool IsBare(string text) =>
        text.Length > 0
        && (char.IsAsciiLetter(text[0]) || IsDuration(text))
        && text.AsSpan().IndexOfAnyExcept(Bare) < 0
        && text.ToUpperInvariant() is not ("TRUE" or "FALSE" or "NULL" or "YES" or "NO" or "ON" or "OFF" or "Y" or "N");

    private static bool IsDuration(string text) =>
        char.IsAsciiDigit(text[0]) && text[^1] is 's' && text.AsSpan(..^1).IndexOfAnyExcept(Digits) < 0;
}
