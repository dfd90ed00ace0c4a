using System.Buffers;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GatewayPipeline.Cli.Output;

/// <summary>The same document as YAML: JSON is read as the YAML that it is and written in block style.</summary>
internal static class JsonAsYaml
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly SearchValues<char> Bare =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./");

    public static string Convert(string json)
    {
        var output = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(output, new EmitterSettings().WithIndentedSequences());
        var parser = new Parser(new StringReader(json));
        while (parser.MoveNext())
        {
            emitter.Emit(parser.Current is { } found ? InBlockStyle(found) : throw new InvalidDataException("no JSON"));
        }

        return output.ToString();
    }

    private static ParsingEvent InBlockStyle(ParsingEvent found) => found switch
    {
        MappingStart => new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, MappingStyle.Block),
        SequenceStart => new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Block),
        Scalar { Style: ScalarStyle.DoubleQuoted } text => new Scalar(
            AnchorName.Empty, TagName.Empty, text.Value, StyleOf(text.Value), isPlainImplicit: true, isQuotedImplicit: true),
        DocumentStart => new DocumentStart(null, null, isImplicit: true),
        DocumentEnd => new DocumentEnd(isImplicit: true),
        _ => found,
    };

    // 3s, 0.250s
    private static bool IsDuration(string text) =>
        char.IsAsciiDigit(text[0]) && text[^1] is 's' && text.AsSpan(..^1).IndexOfAnyExcept(Digits) < 0;

    // Letters first and nothing that YAML gives a meaning: then a string may stand bare.
    private static ScalarStyle StyleOf(string text) =>
        text.Length > 0
        && (char.IsAsciiLetter(text[0]) || IsDuration(text))
        && text.AsSpan().IndexOfAnyExcept(Bare) < 0
        && text.ToUpperInvariant() is not ("TRUE" or "FALSE" or "NULL" or "YES" or "NO" or "ON" or "OFF" or "Y" or "N")
            ? ScalarStyle.Plain
            : ScalarStyle.DoubleQuoted;
}
