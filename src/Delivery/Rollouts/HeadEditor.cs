using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Delivery.Rollouts;

/// <summary>What is to become of a head.</summary>
public abstract record HeadChange
{
    private HeadChange()
    {
    }

    /// <param name="Reason">For people: what happens, and why.</param>
    public sealed record Write(ChannelHead Next, string Reason) : HeadChange;

    /// <param name="Reason">What it waits for, or why it stays.</param>
    public sealed record Wait(string Reason) : HeadChange;

    /// <summary>What was asked for cannot be done to this head.</summary>
    public sealed record Refuse(string Reason) : HeadChange;
}

/// <summary>What became of a head.</summary>
public abstract record HeadEdit
{
    private HeadEdit()
    {
    }

    public sealed record Written(ChannelHead Head, string Reason) : HeadEdit;

    /// <summary>It stays as it is.</summary>
    public sealed record Kept(ChannelHead Head, string Reason) : HeadEdit;

    /// <summary>Nothing was written, and trying again as it is will not help.</summary>
    public sealed record Refused(string Reason) : HeadEdit;
}

/// <summary>
/// Changes the head of a channel without a new release: by compare-and-swap, decided anew if somebody else was faster.
/// Signs with the channel keys alone.
/// </summary>
public sealed class HeadEditor(
    IStoreReader reader, IStoreWriter writer, PublisherKeys keys, TimeProvider time)
{
    private const int MostAttempts = 32;
    private const int LongestPauseMilliseconds = 200;

    /// <param name="decide">Pure. It may be asked several times.</param>
    public async Task<HeadEdit> EditAsync(
        string channel, Func<ChannelHead, HeadStamp, HeadChange> decide, CancellationToken cancellation)
    {
        var heads = new HeadWriter(reader, writer, keys.Roots, keys.For(channel).Channel, channel);
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var (live, refusal) = await heads.ReadLiveAsync(cancellation);
            if (live is null || live.Head.Epoch != keys.Root.Epoch)
            {
                return new HeadEdit.Refused(refusal
                    ?? (live is null ? $"channel '{channel}' has no head: publish to it first"
                        : $"the head of channel '{channel}' is of an epoch that is over: publish to it first"));
            }

            // Whole seconds: what is signed is read by people too.
            var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
            switch (decide(live.Head, HeadStamp.After(live.Head, now)))
            {
                case HeadChange.Wait wait:
                    return new HeadEdit.Kept(live.Head, wait.Reason);
                case HeadChange.Refuse refuse:
                    return new HeadEdit.Refused(refuse.Reason);
                case HeadChange.Write write:
                    switch (await heads.PutAsync(write.Next, live, now, cancellation))
                    {
                        case HeadWrite.Written:
                            return new HeadEdit.Written(write.Next, write.Reason);
                        case HeadWrite.Refused refused:
                            return new HeadEdit.Refused(refused.Reason);
                        default:
                            break;
                    }

                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }

            await Task.Delay(
                TimeSpan.FromMilliseconds(Random.Shared.Next(1, LongestPauseMilliseconds)), time, cancellation);
        }

        return new HeadEdit.Refused($"channel '{channel}' changed {MostAttempts} times meanwhile: others write it all the time");
    }
}
