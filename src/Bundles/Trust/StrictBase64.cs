using System.Buffers.Text;

namespace GatewayPipeline.Bundles.Trust;

/// <summary>
/// Both alphabets of base64, as DSSE asks, but only the one spelling that each has: no spaces, no stray bits.
/// </summary>
internal static class StrictBase64
{
    public static bool TryDecode(string? text, out byte[] bytes)
    {
        bytes = [];
        if (text is null)
        {
            return false;
        }

        try
        {
            bytes = text.AsSpan().ContainsAny('-', '_') || text.Length % 4 != 0
                ? Base64Url.DecodeFromChars(text)
                : Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return false;
        }

        // The library overlooks spaces and unused bits: what it read must be what it would write.
        var written = Convert.ToBase64String(bytes);
        var urlSafe = written.Replace('+', '-').Replace('/', '_');

        return text == written || text == urlSafe || text == urlSafe.TrimEnd('=');
    }
}
