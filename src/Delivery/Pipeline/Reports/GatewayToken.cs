using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace GatewayPipeline.Delivery.Pipeline.Reports;

/// <summary>
/// The token by which one gateway may report, made from a secret that the pipeline alone has: HMAC-SHA256 of a fixed
/// word, a space and the gateway's id, in base64url. Who has it can say something of that gateway and of no other.
/// </summary>
public static class GatewayToken
{
    private const string Word = "gateway-report ";
    private const string Scheme = "Bearer ";

    public static string Of(string gatewayId, ReadOnlySpan<byte> secret) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(Word + gatewayId)));

    /// <param name="header">The header Authorization; null: there is none.</param>
    /// <param name="secrets">Each is tried, whatever the others say: how long it takes tells nothing.</param>
    public static bool IsShown(string? header, string gatewayId, ImmutableArray<ReadOnlyMemory<byte>> secrets)
    {
        var shown = Encoding.UTF8.GetBytes(
            header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..] : "");
        var isShown = false;
        foreach (var secret in secrets)
        {
            // What is empty is known to everybody.
            isShown |= CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(Of(gatewayId, secret.Span)), shown) & !secret.IsEmpty;
        }

        return isShown;
    }
}
