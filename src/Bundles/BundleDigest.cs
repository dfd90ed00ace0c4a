using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace GatewayPipeline.Bundles;

/// <summary>The name of some bytes: <c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
[JsonConverter(typeof(BundleDigestJsonConverter))]
public readonly record struct BundleDigest
{
    private const string Prefix = "sha256:";
    private const int Length = 71;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly string? text;

    private BundleDigest(string text) => this.text = text;

    /// <summary>The 64 digits alone, as file names carry them.</summary>
    public string Hex => text is null ? "" : text[Prefix.Length..];

    public static BundleDigest Of(ReadOnlySpan<byte> bytes) =>
        new(Prefix + Convert.ToHexStringLower(SHA256.HashData(bytes)));

    public static bool TryParse([NotNullWhen(true)] string? text, out BundleDigest digest)
    {
        var valid = text is { Length: Length }
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && !text.AsSpan(Prefix.Length).ContainsAnyExcept(HexDigits);
        digest = valid && text is not null ? new(text) : default;

        return valid;
    }

    public override string ToString() => text ?? "(none)";
}
