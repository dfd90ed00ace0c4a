using System.Security.Cryptography;

namespace GatewayPipeline.Cli.Certificates;

/// <summary>What stands between a BEGIN line and its END line.</summary>
/// <param name="Line">The line of BEGIN, counted from 1.</param>
internal sealed record PemBlock(string Label, byte[] Bytes, int Line)
{
    /// <summary>All blocks of a text, in their order; other words around them are passed over.</summary>
    public static IEnumerable<PemBlock> In(string text)
    {
        for (var start = 0; PemEncoding.TryFind(text.AsSpan(start), out var fields);)
        {
            var block = text[start..];
            var begin = start + fields.Location.Start.GetOffset(block.Length);
            yield return new(
                block[fields.Label],
                Convert.FromBase64String(block[fields.Base64Data]),
                text.AsSpan(0, begin).Count('\n') + 1);
            start += fields.Location.End.GetOffset(block.Length);
        }
    }
}
