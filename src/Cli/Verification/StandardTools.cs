using System.Buffers;
using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Cli.Verification;

/// <summary>How openssl, sha256sum, gunzip, tar and jq repeat what was verified: lines for bash.</summary>
internal static class StandardTools
{
    private const string SignedBytes =
        "jq -j '\"DSSEv1 \\(.payloadType | utf8bytelength) \\(.payloadType) "
        + "\\(.payload | @base64d | utf8bytelength) \\(.payload | @base64d)\"'";

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-:");

    /// <summary>One line for each signature by one of these keys, which stand in a root.</summary>
    public static IEnumerable<ToolCommand> Signatures(
        string document, ReadOnlyMemory<byte> bytes, string file, string rootFile, IEnumerable<string> keyIds)
    {
        var signers = SignedEnvelope.TryParse(bytes.Span, out var envelope)
            ? envelope.Signatures.Select(signature => signature.KeyId).Intersect(keyIds, StringComparer.Ordinal)
            : [];

        return signers.Select(keyId => new ToolCommand(
            $"{document}: signature by {keyId[..8]}…",
            $"openssl dgst -sha256 -verify <({PublicKey(rootFile, keyId)}) "
            + $"-signature <(jq -r '.signatures[] | select(.keyid == \"{keyId}\").sig' {Quote(file)} | base64 -d) "
            + $"<({SignedBytes} {Quote(file)})"));
    }

    public static ToolCommand Payload(string document, string file, BundleDigest digest) => new(
        $"{document}: digest, as the head says",
        $"test \"$(jq -j '.payload | @base64d' {Quote(file)} | sha256sum)\" = '{digest.Hex}  -'");

    public static ImmutableArray<ToolCommand> Bundle(string file, BundleReference signed) =>
    [
        new("bundle: digest of the file", $"test \"$(sha256sum < {Quote(file)})\" = '{signed.Blob.Hex}  -'"),
        new(
            "bundle: digest of the content",
            $"test \"$(gunzip -c < {Quote(file)} | sha256sum)\" = '{signed.ContentDigest.Hex}  -'"),
        new("bundle: its files", $"gunzip -c < {Quote(file)} | tar -tv"),
        new("bundle: its index, with each file's digest", $"gunzip -c < {Quote(file)} | tar -xO index.json | jq ."),
    ];

    /// <summary>A word that the shell takes as it is.</summary>
    public static string Quote(string word) =>
        word.AsSpan().ContainsAnyExcept(Plain) ? $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'" : word;

    private static string PublicKey(string rootFile, string keyId) =>
        $"jq -r .payload {Quote(rootFile)} | base64 -d | jq -r '.keys[\"{keyId}\"].spki' | base64 -d "
        + "| openssl pkey -pubin -inform DER";
}
