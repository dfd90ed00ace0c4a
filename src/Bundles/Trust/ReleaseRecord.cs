using System.Collections.Immutable;
using System.Text.Json;

namespace GatewayPipeline.Bundles.Trust;

/// <summary>
/// The authority for a bundle: that this content may run on this channel, under this number. Written once, never
/// changed.
/// </summary>
public sealed record ReleaseRecord
{
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    public required string Environment { get; init; }

    public required string Channel { get; init; }

    public required long Epoch { get; init; }

    /// <summary>
    /// Goes up with each new content of a channel. A number may be missing: an interrupted publication took it.
    /// </summary>
    public required long Sequence { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required BundleReference Bundle { get; init; }

    public required ReleaseSource Source { get; init; }

    /// <summary>The release that was live before; null for a channel's first.</summary>
    public ReleaseReference? Previous { get; init; }

    /// <summary>The release whose content this one brings back; null if it is no rollback.</summary>
    public ReleaseReference? RollbackTo { get; init; }

    /// <summary>It was said on purpose that many hosts or routes go away.</summary>
    public bool? AllowShrink { get; init; }

    /// <summary>Joins what happens on a gateway to the push that caused it.</summary>
    public string? TraceId { get; init; }

    /// <summary>The git host's own number for the push.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>
    /// What a record says, whoever has signed it: enough to keep what it names, and no reason to believe it. Null if it
    /// cannot be read.
    /// </summary>
    public static ReleaseRecord? ReadUnverified(ReadOnlyMemory<byte> bytes) =>
        SignedEnvelope.TryParse(bytes.Span, out var envelope)
        && envelope.PayloadType == PayloadTypes.Release
        && TrustPayload.TryRead(
            envelope.Payload, CurrentFormat, TrustJsonContext.Default.ReleaseRecord, out var record, out _)
            ? record
            : null;

    public byte[] ToPayload() => JsonSerializer.SerializeToUtf8Bytes(this, TrustJsonContext.Default.ReleaseRecord);
}

/// <summary>Where the manifests came from.</summary>
/// <param name="Repository">A repository's address, or the name of a folder.</param>
/// <param name="Ref">As <c>refs/heads/main</c>; null for a folder.</param>
/// <param name="Path">The part of the repository that holds the manifests; null: all of it.</param>
/// <param name="Tree">SHA-256 over the files that were read: the same for a folder and for a commit of it.</param>
/// <param name="Held">The namespaces that were not taken at this commit; null: none.</param>
/// <param name="ForcedFrom">The commit that was live before, if it is not behind this one: history was rewritten.</param>
/// <param name="Fleet">The Fleet of the manifests that it was compiled for; null: they have none.</param>
/// <param name="Platform">As <paramref name="Tree"/>, of the platform's own source; null: there is none.</param>
public sealed record ReleaseSource(
    string Repository, string? Commit = null, string? Ref = null, string? Path = null, BundleDigest? Tree = null,
    ImmutableArray<HeldPart>? Held = null, string? ForcedFrom = null, string? Fleet = null,
    BundleDigest? Platform = null)
{
    public bool Equals(ReleaseSource? other) =>
        other is not null
        && (Repository, Commit, Ref, Path, Tree, ForcedFrom, Fleet, Platform)
            == (other.Repository, other.Commit, other.Ref, other.Path, other.Tree, other.ForcedFrom, other.Fleet,
                other.Platform)
        && (Held ?? []).SequenceEqual(other.Held ?? []);

    public override int GetHashCode() => HashCode.Combine(Repository, Commit, Ref, Path, Tree);
}

/// <summary>The part of one namespace, kept from an older commit because the newer one has errors in it.</summary>
/// <param name="Part">SHA-256 over the documents of the part.</param>
/// <param name="Commit">Null: there was no good one yet, and the namespace is left out.</param>
public sealed record HeldPart(string Namespace, BundleDigest Part, string? Commit = null);

/// <summary>
/// A release by what is signed in it: digest and length of the record's payload, not of its envelope.
/// </summary>
public sealed record ReleaseReference(long Sequence, BundleDigest Digest, long Length);
