using System.Security.Cryptography;

namespace GatewayPipeline.Bundles.Stores;

/// <summary>The ETag of an object whose store has none to give: the digest of its bytes.</summary>
public static class ContentETag
{
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
