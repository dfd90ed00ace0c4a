using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace GatewayPipeline.Bundles.Trust;

/// <summary>A root that is being signed. Nobody believes it before everybody has signed who must.</summary>
public sealed class RootDraft
{
    private readonly SignedEnvelope envelope;
    private readonly RootDocument? predecessor;

    private RootDraft(RootDocument root, SignedEnvelope envelope, RootDocument? predecessor) =>
        (Root, this.envelope, this.predecessor) = (root, envelope, predecessor);

    public RootDocument Root { get; }

    /// <summary>What each signer is given to sign.</summary>
    public byte[] SignedBytes => SignedEnvelope.ToSignedBytes(PayloadTypes.Root, envelope.Payload.Span);

    /// <summary>Whose signatures are still missing; none when it is done.</summary>
    public ImmutableArray<MissingSignatures> Missing =>
    [
        .. new[] { predecessor, Root }.OfType<RootDocument>().Select(FindMissing).OfType<MissingSignatures>(),
    ];

    /// <summary>A draft without signatures.</summary>
    /// <exception cref="ArgumentException">The root contradicts itself or does not follow its predecessor.</exception>
    public static RootDraft Of(RootDocument root, RootDocument? predecessor)
    {
        var unsigned = new SignedEnvelope(PayloadTypes.Root, root.ToPayload(), []);

        return TryRead(unsigned.ToJson(), predecessor, out var draft, out var reason)
            ? draft
            : throw new ArgumentException(reason, nameof(root));
    }

    public static bool TryRead(
        ReadOnlyMemory<byte> json,
        RootDocument? predecessor,
        [NotNullWhen(true)] out RootDraft? draft,
        out string reason)
    {
        draft = null;
        if (!RootReading.TryReadEnvelope(json, out var envelope, out reason)
            || !RootReading.TryReadContent(envelope, out var root, out reason))
        {
            return false;
        }

        reason = predecessor is null ? "" : RootReading.FindBreak(predecessor, root) ?? "";
        draft = reason is "" ? new(root, envelope, predecessor) : null;

        return draft is not null;
    }

    /// <summary>The draft with one signature more; a key's earlier one gives way.</summary>
    public RootDraft With(EnvelopeSignature signature) => new(
        Root,
        envelope with
        {
            Signatures = [.. envelope.Signatures.Where(each => each.KeyId != signature.KeyId), signature],
        },
        predecessor);

    public byte[] ToJson() => envelope.ToJson();

    private MissingSignatures? FindMissing(RootDocument root)
    {
        var role = root.Roles.Root;
        var signers = SignatureCount.Signers(envelope, root, role.KeyIds);

        return signers.Count < role.Threshold
            ? new(root.Version, role.Threshold - signers.Count, [.. role.KeyIds.Where(id => !signers.Contains(id))])
            : null;
    }
}

/// <summary>So many of these root keys, named by this version, have yet to sign.</summary>
public sealed record MissingSignatures(int Version, int Count, ImmutableArray<string> KeyIds);
