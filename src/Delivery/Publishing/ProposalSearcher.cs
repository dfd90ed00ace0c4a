using System.Globalization;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>Finds the newest proposal of a channel that may still become its release.</summary>
public sealed class ProposalSearcher(IStoreReader reader, IStoreLister lister, RootDocument root, string channel)
{
    private readonly ProposalReader proposals = new(reader, root, channel);

    /// <param name="sequence">This one and no other; null: the newest.</param>
    public async Task<ProposalSearch> FindAsync(long? sequence, CancellationToken cancellation)
    {
        var live = await ReadLiveAsync(cancellation);
        if (sequence is { } wanted)
        {
            return await ReadAsync(wanted, live, cancellation);
        }

        var nothing = new ProposalSearch.Nothing($"channel '{channel}' has no proposal that waits for a signature");
        foreach (var number in await NumbersAsync(cancellation))
        {
            switch (await ReadAsync(number, live, cancellation))
            {
                case ProposalSearch.Found found:
                    return found;
                case ProposalSearch.Nothing passed:
                    nothing = new($"{nothing.Reason}; {passed.Reason}");
                    break;
            }
        }

        return nothing;
    }

    private async Task<ProposalSearch> ReadAsync(
        long number, ChannelHead? live, CancellationToken cancellation)
    {
        if (number <= live?.Sequence)
        {
            return new ProposalSearch.Nothing(
                $"release {number} is superseded: channel '{channel}' is at sequence {live.Sequence}");
        }

        // A release that is there already may lack its head only: signing it once more does no harm.
        return await proposals.ReadAsync(number, cancellation) switch
        {
            ProposalRead.Found found => new ProposalSearch.Found(found.Proposal, live?.Source),
            ProposalRead.Refused refused => new ProposalSearch.Nothing(refused.Reason),
            _ => new ProposalSearch.Nothing($"there is no proposal of release {number} of channel '{channel}'"),
        };
    }

    /// <summary>The numbers of what looks like proposals, newest first.</summary>
    private async Task<List<long>> NumbersAsync(CancellationToken cancellation)
    {
        var prefix = StoreLayout.Proposals(channel, root.Epoch);
        var numbers = new List<long>();
        await foreach (var path in lister.ListAsync(prefix, cancellation))
        {
            var name = path[prefix.Length..];
            if (long.TryParse(name.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && path == StoreLayout.Proposal(channel, root.Epoch, number))
            {
                numbers.Add(number);
            }
        }

        return [.. numbers.OrderDescending()];
    }

    // Of a head that nobody believes nothing follows.
    private async Task<ChannelHead?> ReadLiveAsync(CancellationToken cancellation) =>
        await reader.GetAsync(StoreLayout.Head(channel), null, Limits.HeadBytes, cancellation) is StoreRead.Found head
        && new TrustPolicy(root, channel).VerifyHead(head.Content, floor: null, DateTimeOffset.MinValue)
            is HeadVerdict.Trusted trusted
            ? trusted.Head
            : null;
}
