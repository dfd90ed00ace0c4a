using System.Buffers;
using System.Globalization;

namespace GatewayPipeline.Bundles.Stores;

/// <summary>Where things lie in a store. All but heads, proposals and leases are written once and never changed.</summary>
public static class StoreLayout
{
    /// <summary>Where gateways report.</summary>
    public const string Reports = "status/";

    private const int LongestChannel = 63;
    private const int LongestGateway = 128;

    private static readonly SearchValues<char> ChannelCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-");

    public static string Blob(BundleDigest digest) => $"blobs/sha256/{digest.Hex}";

    public static string Release(string channel, long epoch, long sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"releases/{Checked(channel)}/{epoch}-{sequence:D12}.json");

    /// <summary>A release record that more keys have to sign before a head may name it.</summary>
    public static string Proposal(string channel, long epoch, long sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{Proposals(channel, epoch)}{sequence:D12}.json");

    /// <summary>How the paths of a channel's proposals begin.</summary>
    public static string Proposals(string channel, long epoch) =>
        string.Create(CultureInfo.InvariantCulture, $"proposals/{Checked(channel)}/{epoch}-");

    /// <summary>What one signer says of a bundle; the id of the key is cut to its first eight digits.</summary>
    public static string Attestation(BundleDigest blob, string keyId) => $"attest/{blob.Hex}/{keyId[..8]}.sigstore.json";

    public static string Head(string channel) => $"channels/{Checked(channel)}/current.json";

    /// <summary>The channel whose head lies at this path; null if it is no head.</summary>
    public static string? ChannelOf(string path) =>
        path.Split('/') is ["channels", var channel, _] && IsChannelName(channel) && path == Head(channel)
            ? channel
            : null;

    /// <summary>What a publisher made of some inputs, signed for itself. No gateway reads it.</summary>
    public static string Build(BundleDigest inputs) => $"builds/{inputs.Hex}";

    /// <summary>Whose turn it is to compile for a channel. No gateway reads it, and nothing is wrong without it.</summary>
    public static string Lease(string channel) => $"leases/{Checked(channel)}.json";

    /// <summary>What pruning found unnamed, and since when. No gateway reads it.</summary>
    public static string PruneMarks => "prune/marks.json";

    public static string Root(int version) => string.Create(CultureInfo.InvariantCulture, $"trust/{version}.root.json");

    /// <summary>What a gateway says of itself. Each may write its own alone.</summary>
    public static string Report(string gatewayId) =>
        IsGatewayId(gatewayId)
            ? $"{Reports}{gatewayId}.json"
            : throw new ArgumentException($"'{gatewayId}' cannot name a report.", nameof(gatewayId));

    /// <summary>
    /// An id that can be a file's name: letters, digits, dots, hyphens, underscores; a letter or digit first.
    /// </summary>
    public static bool IsGatewayId(string? id) =>
        id is { Length: > 0 and <= LongestGateway }
        && char.IsAsciiLetterOrDigit(id[0])
        && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-');

    /// <summary>
    /// A channel's name is one part of a path: lower-case letters, digits, dots, hyphens, underscores; a letter or
    /// digit first.
    /// </summary>
    public static bool IsChannelName(string? name) =>
        name is { Length: > 0 and <= LongestChannel }
        && char.IsAsciiLetterOrDigit(name[0])
        && !name.AsSpan().ContainsAnyExcept(ChannelCharacters);

    private static string Checked(string channel) =>
        IsChannelName(channel)
            ? channel
            : throw new ArgumentException($"'{channel}' cannot be the name of a channel.", nameof(channel));
}
