using System.Collections.Immutable;
using System.Text.Json;

namespace GatewayPipeline.Bundles.Trust;

/// <summary>
/// Where all trust begins: the keys, what each may sign, and what was revoked. A gateway is given one when it is set
/// up.
/// </summary>
public sealed record RootDocument
{
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    /// <summary>Counts up by one with each root.</summary>
    public required int Version { get; init; }

    /// <summary>
    /// The set of gateways that belong together (<c>production</c>, <c>staging</c>): nothing signed for another is
    /// taken.
    /// </summary>
    public required string Environment { get; init; }

    /// <summary>
    /// A higher epoch begins the counters of all channels anew: the remedy after a stolen key used them up.
    /// </summary>
    public required long Epoch { get; init; }

    public required DateTimeOffset Expires { get; init; }

    /// <summary>
    /// Keys by their id: the SHA-256 of the public key's DER (SubjectPublicKeyInfo), as hexadecimal digits.
    /// </summary>
    public required IReadOnlyDictionary<string, PublicKeyEntry> Keys { get; init; }

    public required RootRoles Roles { get; init; }

    /// <summary>Bundles (blob or content) and releases that are not to be accepted any more.</summary>
    public ImmutableArray<BundleDigest> Revoked { get; init; } = [];

    /// <summary>A new root of one key for each role but its own, all channels in every scope.</summary>
    public static RootDocument Create(
        string environment, DateTimeOffset expires, RootHolders root, PublicKey release, PublicKey channel) => new()
        {
            Format = CurrentFormat,
            Version = 1,
            Environment = environment,
            Epoch = 1,
            Expires = expires,
            Keys = root.Keys.Append(release).Append(channel)
                .DistinctBy(key => key.KeyId, StringComparer.Ordinal)
                .ToImmutableSortedDictionary(key => key.KeyId, key => key.ToEntry(), StringComparer.Ordinal),
            Roles = new(
                new([.. root.Keys.Select(key => key.KeyId)], root.Threshold),
                [new([release.KeyId], 1, ["*"])],
                [new([channel.KeyId], 1, ["*"])]),
        };

    public byte[] ToPayload() => JsonSerializer.SerializeToUtf8Bytes(this, TrustJsonContext.Default.RootDocument);

    /// <summary>
    /// Reads a pinned root document: signed by as many of its own root keys as it asks for. That it is the right one is
    /// known only because it was put where it lies.
    /// </summary>
    public static RootOpening Open(ReadOnlyMemory<byte> json, CheckBegins? begins = null) =>
        RootReading.Read(json, predecessor: null, begins);

    /// <summary>
    /// Reads the root that is to replace this one: signed by this one's root keys and by its own, and the very next
    /// version. Whether it has expired is not asked here: that matters of the last root of a chain alone.
    /// </summary>
    public RootOpening OpenNext(ReadOnlyMemory<byte> json, CheckBegins? begins = null) =>
        RootReading.Read(json, predecessor: this, begins);
}

/// <summary>What came of opening a root document.</summary>
public abstract record RootOpening
{
    private RootOpening()
    {
    }

    public sealed record Trusted(RootDocument Root) : RootOpening;

    public sealed record Refused(string Reason) : RootOpening;
}

/// <summary>
/// A public key as a root lists it. An algorithm that this program does not know makes the key count for nothing.
/// </summary>
/// <param name="Spki">The key's SubjectPublicKeyInfo (DER) in base64.</param>
public sealed record PublicKeyEntry(string Alg, string Spki);

/// <summary>Who may sign what. A release or a head counts if any one grant is met.</summary>
public sealed record RootRoles(RoleKeys Root, ImmutableArray<RoleGrant> Release, ImmutableArray<RoleGrant> Channel);

public sealed record RoleKeys(ImmutableArray<string> KeyIds, int Threshold);

/// <summary>
/// So many of these keys together may sign for the channels whose names match (<c>*</c> stands for any characters).
/// </summary>
public sealed record RoleGrant(ImmutableArray<string> KeyIds, int Threshold, ImmutableArray<string> Channels)
{
    public bool Covers(string channel) => Channels.Any(pattern => ChannelPattern.Matches(pattern, channel));
}

/// <summary>Whose root keys there are, and how many of them it takes.</summary>
public sealed record RootHolders(ImmutableArray<PublicKey> Keys, int Threshold);
