using System.Diagnostics;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Cli.Verification;

/// <summary>
/// Asks of a channel what a gateway asks that was just set up with the root: by the gateway's own verifier, which is
/// listened to.
/// </summary>
internal sealed class ChannelVerification(
    IStoreReader store, StorePlaces places, string channel, VerificationReport report)
{
    /// <summary>What a gateway that was given this root would come to.</summary>
    public async Task RunAsync(
        ReadOnlyMemory<byte> pinned, string pinnedFile, DateTimeOffset now, CancellationToken cancellation)
    {
        if (PinnedRoot.Verify(pinned, pinnedFile, report) is { } chain)
        {
            var (newest, file) = await FollowAsync(chain, pinnedFile, cancellation);
            await VerifyHeadAsync(newest, file, now, cancellation);
        }
    }

    // A root that is refused changes nothing for a gateway: it stays with the one before.
    private async Task<(RootDocument Newest, string File)> FollowAsync(
        RootChain chain, string file, CancellationToken cancellation)
    {
        var first = chain.Newest.Version;
        while (chain.Newest.Version - first < Limits.RootRotations)
        {
            var path = StoreLayout.Root(chain.Newest.Version + 1);
            var name = FormattableString.Invariant($"root {chain.Newest.Version + 1}");
            var read = await store.GetAsync(path, unlessETag: null, Limits.RootBytes, cancellation);
            if (read is StoreRead.Missing)
            {
                break;
            }

            report.Begin(name, "size");
            if (read is not StoreRead.Found { Content: var bytes })
            {
                report.Refuse($"it has more than {Limits.RootBytes} bytes");
                break;
            }

            var (previous, next) = (file, places.FileOf(path));
            report.Repeat(places.Fetch(path));
            report.Repeat(StandardTools.Signatures(name, bytes, next, previous, chain.Newest.Roles.Root.KeyIds));
            if (!chain.TryExtend(bytes, out var longer, out var reason, (_, check) => report.Begin(name, check)))
            {
                report.Refuse(reason);
                break;
            }

            report.Repeat(StandardTools.Signatures(name, bytes, next, next, longer.Newest.Roles.Root.KeyIds));
            (chain, file) = (longer, next);
        }

        return (chain.Newest, file);
    }

    private async Task VerifyHeadAsync(
        RootDocument root, string rootFile, DateTimeOffset now, CancellationToken cancellation)
    {
        var path = StoreLayout.Head(channel);
        if (await FetchAsync("head", path, Limits.HeadBytes, cancellation) is not { } head)
        {
            return;
        }

        report.Repeat(StandardTools.Signatures(
            "head", head, places.FileOf(path), rootFile, root.Roles.Channel.SelectMany(grant => grant.KeyIds)));
        var policy = new TrustPolicy(root, channel, report.Begin);
        switch (policy.VerifyHead(head, floor: null, now))
        {
            case HeadVerdict.Rejected rejected:
                report.Refuse(rejected.Reason);
                break;
            case HeadVerdict.Trusted trusted:
                report.Signers.AddSigners("head", head, root, root.Roles.Channel, channel);
                await VerifyReleaseAsync(policy, head, trusted.Head, (root, rootFile), now, cancellation);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private async Task VerifyReleaseAsync(
        TrustPolicy policy,
        ReadOnlyMemory<byte> head,
        ChannelHead read,
        (RootDocument Document, string File) root,
        DateTimeOffset now,
        CancellationToken cancellation)
    {
        var path = StoreLayout.Release(channel, read.Epoch, read.Release.Sequence);
        if (await FetchAsync(ReleaseVerification.Document, path, Limits.ReleaseBytes, cancellation) is not { } release)
        {
            return;
        }

        var file = places.FileOf(path);
        report.Repeat(ReleaseVerification.Signatures(release, file, root.Document, root.File));
        report.Repeat(StandardTools.Payload(ReleaseVerification.Document, file, read.Release.Digest));
        switch (policy.Verify(head, release, floor: null, now))
        {
            case Verdict.Rejected rejected:
                report.Refuse(rejected.Reason);
                break;
            case Verdict.Trusted:
                report.Signers.AddSigners(
                    ReleaseVerification.Document, release, root.Document, root.Document.Roles.Release, channel);
                await VerifyBundleAsync(read, cancellation);
                await report.Signers.AskAsync(store, read.Bundle, root.Document, cancellation);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private async Task VerifyBundleAsync(ChannelHead head, CancellationToken cancellation)
    {
        (report.Bundle, report.Sequence) = (head.Bundle, head.Sequence);
        var path = StoreLayout.Blob(head.Bundle.Blob);
        if (await FetchAsync("bundle", path, Limits.BundleBytes, cancellation) is { } bundle)
        {
            ReleaseVerification.Open(bundle, places.FileOf(path), head.Bundle, report);
        }
    }

    private async Task<ReadOnlyMemory<byte>?> FetchAsync(
        string document, string path, int limit, CancellationToken cancellation)
    {
        report.Begin(document, "in the store");
        switch (await store.GetAsync(path, unlessETag: null, limit, cancellation))
        {
            case StoreRead.Found found:
                report.Repeat(places.Fetch(path));
                return found.Content;
            case StoreRead.TooLarge:
                report.Refuse($"{path} has more than {limit} bytes");
                return null;
            default:
                report.Refuse($"there is no {path}");
                return null;
        }
    }
}
