using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Bundles.Trust;

/// <summary>
/// Decides what a gateway of one channel believes. Pure: no clock, no disk; the same question has the same answer.
/// </summary>
public sealed class TrustPolicy(RootDocument root, string channel, CheckBegins? begins = null)
{
    private const string HeadName = "head";
    private const string ReleaseName = "release record";

    private static readonly SignedDocument<ChannelHead> Heads =
        new(HeadName, PayloadTypes.Channel, Limits.HeadBytes, TrustJsonContext.Default.ChannelHead);

    private static readonly SignedDocument<ReleaseRecord> Releases =
        new(ReleaseName, PayloadTypes.Release, Limits.ReleaseBytes, TrustJsonContext.Default.ReleaseRecord);

    private static readonly SignedDocument<ReleaseRecord> Proposals = Releases with
    {
        Name = "proposed release record", IsProposal = true,
    };

    /// <summary>May this head, which names this release, be accepted now?</summary>
    /// <param name="floor">What was accepted before; null on a gateway that has accepted nothing yet.</param>
    /// <param name="choice">Which of the head's releases it has to be; null: the stable one.</param>
    public Verdict Verify(
        ReadOnlyMemory<byte> head,
        ReadOnlyMemory<byte> release,
        TrustFloor? floor,
        DateTimeOffset now,
        TargetChoice? choice = null)
    {
        if (!TryReadHead(head, out var read, out var digest, out var rejected))
        {
            return rejected;
        }

        if (Freshness.FindStaleness(read, digest, floor, root, now, begins) is { } stale)
        {
            return stale;
        }

        var target = (choice ?? HeadTarget.Stable)(read);

        return FindRevocation(HeadName, target.Release.Sequence, target.Release.Digest, target.Bundle)
            ?? VerifyRelease(read, [target], TrustFloor.Of(read, digest, floor), release);
    }

    /// <summary>
    /// The same question about the head alone, so that nothing is fetched for a head that will not do.
    /// </summary>
    public HeadVerdict VerifyHead(ReadOnlyMemory<byte> head, TrustFloor? floor, DateTimeOffset now)
    {
        if (!TryReadHead(head, out var read, out var digest, out var rejected))
        {
            return new HeadVerdict.Rejected(rejected.Cause, rejected.Reason);
        }

        return Freshness.FindStaleness(read, digest, floor, root, now, begins) is { } stale
            ? new HeadVerdict.Rejected(stale.Cause, stale.Reason)
            : new HeadVerdict.Trusted(read, digest);
    }

    /// <summary>
    /// May what was accepted once still be served, be it the stable release or the candidate? Neither age nor revocation
    /// stops a gateway that has nothing better; a signature that does not hold does.
    /// </summary>
    public Verdict VerifyAccepted(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> release) =>
        TryReadHead(head, out var read, out var digest, out var rejected)
            ? VerifyRelease(
                read, [HeadTarget.Stable(read), HeadTarget.Newest(read)], TrustFloor.Of(read, digest, former: null), release)
            : rejected;

    /// <summary>
    /// The question about a release without a head, as an archive keeps it: who signed it, for whom, and whether it was
    /// revoked. Whether it is still what the channel is at is not known.
    /// </summary>
    public ReleaseVerdict VerifyRelease(ReadOnlyMemory<byte> bytes) => VerifyAlone(Releases, bytes);

    /// <summary>
    /// The question about a release that is still being signed: whether at least one key that may sign it stands behind
    /// it. No gateway asks it.
    /// </summary>
    public ReleaseVerdict VerifyProposal(ReadOnlyMemory<byte> bytes) => VerifyAlone(Proposals, bytes);

    private ReleaseVerdict VerifyAlone(SignedDocument<ReleaseRecord> kind, ReadOnlyMemory<byte> bytes)
    {
        if (!kind.TryRead(
            bytes, root, (channel, root.Roles.Release), out var release, out var envelope, out var rejected, begins))
        {
            return new ReleaseVerdict.Rejected(rejected.Cause, rejected.Reason);
        }

        var problem = FindStranger(release.Environment, release.Channel, release.Epoch, kind.Name)
            ?? FindRevocation(kind.Name, release.Sequence, envelope.PayloadDigest, release.Bundle);

        return problem is null
            ? new ReleaseVerdict.Trusted(release)
            : new ReleaseVerdict.Rejected(problem.Cause, problem.Reason);
    }

    private bool TryReadHead(
        ReadOnlyMemory<byte> bytes,
        [NotNullWhen(true)] out ChannelHead? head,
        out BundleDigest digest,
        [NotNullWhen(false)] out Verdict.Rejected? rejected)
    {
        digest = default;
        if (!Heads.TryRead(
            bytes, root, (channel, root.Roles.Channel), out head, out var envelope, out rejected, begins))
        {
            return false;
        }

        digest = envelope.PayloadDigest;
        rejected = FindDisorder(head) ?? FindStranger(head.Environment, head.Channel, head.Epoch, HeadName);

        return rejected is null;
    }

    private static Verdict.Rejected? FindDisorder(ChannelHead head)
    {
        if (head is { Revision: < 1 } or { Release.Sequence: < 1 } or { Bundle.Length: < 0 or > Limits.BundleBytes }
            or { Rollout: { Percent: < 0 or > 100 } or { Bundle.Length: < 0 or > Limits.BundleBytes } })
        {
            return new(
                RejectionCause.Malformed,
                "the head counts from below 1, beyond a hundred percent, or names a bundle that is too large");
        }

        return head.HighestNamed != head.Sequence || head.Rollout?.Release.Sequence <= head.Release.Sequence
            ? Mismatch($"the head is at sequence {head.Sequence}, and its releases have other numbers")
            : null;
    }

    private Verdict VerifyRelease(
        ChannelHead head, ImmutableArray<HeadTarget> targets, TrustFloor floor, ReadOnlyMemory<byte> bytes)
    {
        if (!TryReadRelease(bytes, out var release, out var envelope, out var rejected))
        {
            return rejected;
        }

        begins?.Invoke(ReleaseName, "digest and length as the head says");
        if (targets.FirstOrDefault(each => IsNamed(envelope, each.Release)) is not { } target)
        {
            return Mismatch(
                $"the head names another release record than this one, whose sequence is {release.Sequence}");
        }

        if (FindStranger(release.Environment, release.Channel, release.Epoch, ReleaseName) is { } stranger)
        {
            return stranger;
        }

        if (target.IsCandidate && head.Rollout?.Plan.ReleaseSignatures is { } asked
            && CountSigners(envelope) is var counted && counted < asked)
        {
            return new Verdict.Rejected(
                RejectionCause.Unsigned,
                $"the candidate is signed by {counted} release keys, and its rollout asks for {asked}");
        }

        begins?.Invoke(ReleaseName, "sequence and bundle as the head says");

        return release.Sequence == target.Release.Sequence && release.Bundle == target.Bundle
            ? new Verdict.Trusted(head, target, release, floor)
            : Mismatch("the head and the release record speak of different bundles");
    }

    private int CountSigners(SignedEnvelope envelope) => SignatureCount.Of(
        envelope,
        root,
        [
            .. root.Roles.Release
                .Where(grant => grant.Channels.Any(pattern => ChannelPattern.Matches(pattern, channel)))
                .SelectMany(grant => grant.KeyIds)
                .Distinct(StringComparer.Ordinal),
        ]);

    private static bool IsNamed(SignedEnvelope envelope, ReleaseReference release) =>
        envelope.PayloadDigest == release.Digest && envelope.Payload.Length == release.Length;

    private bool TryReadRelease(
        ReadOnlyMemory<byte> bytes,
        [NotNullWhen(true)] out ReleaseRecord? release,
        [NotNullWhen(true)] out SignedEnvelope? envelope,
        [NotNullWhen(false)] out Verdict.Rejected? rejected) =>
        Releases.TryRead(
            bytes, root, (channel, root.Roles.Release), out release, out envelope, out rejected, begins);

    private Verdict.Rejected? FindRevocation(
        string document, long sequence, BundleDigest release, BundleReference bundle)
    {
        begins?.Invoke(document, "revocation");

        return root.Revoked.Contains(bundle.Blob)
            || root.Revoked.Contains(bundle.ContentDigest)
            || root.Revoked.Contains(release)
            ? new(RejectionCause.Revoked, $"release {sequence} of channel '{channel}' was revoked")
            : null;
    }

    private Verdict.Rejected? FindStranger(string environment, string stated, long epoch, string document)
    {
        begins?.Invoke(document, "environment, channel and epoch");
        if (environment != root.Environment)
        {
            return Mismatch(
                $"the {document} is for environment '{environment}', and this gateway is in '{root.Environment}'");
        }

        if (stated != channel)
        {
            return Mismatch($"the {document} is for channel '{stated}', and this gateway follows '{channel}'");
        }

        return epoch == root.Epoch
            ? null
            : Mismatch($"the {document} is of epoch {epoch}, and the root document of epoch {root.Epoch}");
    }

    private static Verdict.Rejected Mismatch(string reason) => new(RejectionCause.Mismatch, reason);
}
