using System.Diagnostics;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>Reads what a channel's builders have proposed, and believes only what a release key stands behind.</summary>
internal sealed class ProposalReader(IStoreReader reader, RootDocument root, string channel)
{
    private readonly TrustPolicy policy = new(root, channel);

    public async Task<ProposalRead> ReadAsync(long sequence, CancellationToken cancellation)
    {
        var path = StoreLayout.Proposal(channel, root.Epoch, sequence);

        return await reader.GetAsync(path, unlessETag: null, Limits.ReleaseBytes, cancellation) switch
        {
            StoreRead.Missing => new ProposalRead.Missing(),
            StoreRead.Found found => Read(path, sequence, found),
            _ => new ProposalRead.Refused($"{path}: it is too large to be a release record"),
        };
    }

    private ProposalRead Read(string path, long sequence, StoreRead.Found found)
    {
        switch (policy.VerifyProposal(found.Content))
        {
            case ReleaseVerdict.Rejected rejected:
                return new ProposalRead.Refused($"{path}: {rejected.Reason}");
            case ReleaseVerdict.Trusted { Release: var record } when record.Sequence != sequence:
                return new ProposalRead.Refused($"{path}: it was signed as release {record.Sequence}");
            case ReleaseVerdict.Trusted { Release: var record }
                when SignedEnvelope.TryParse(found.Content.Span, out var envelope)
                && Quorum.Of(envelope, root, root.Roles.Release, channel) is { } quorum:
                return new ProposalRead.Found(new(record, envelope, quorum, found.ETag));
            default:
                throw new UnreachableException();
        }
    }
}
