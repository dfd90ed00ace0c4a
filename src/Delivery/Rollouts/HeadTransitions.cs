using System.Collections.Immutable;
using System.Globalization;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Delivery.Rollouts;

/// <summary>When a head is signed, and for how long it is fresh.</summary>
public sealed record HeadStamp(DateTimeOffset At, TimeSpan Lifetime)
{
    /// <summary>As long as the head before.</summary>
    public static HeadStamp After(ChannelHead head, DateTimeOffset at) => new(at, head.Expires - head.IssuedAt);
}

/// <summary>A release whose record lies in the store.</summary>
/// <param name="Source">What the channel is brought in line with by it; null: that stays as it was.</param>
public sealed record NewRelease(ReleaseReference Release, BundleReference Bundle, ReleaseSource? Source);

/// <summary>
/// Every way from one head to the next. Pure; each is signed anew under the next revision, and none ever names a lower
/// number, or takes a stable release back.
/// </summary>
public static class HeadTransitions
{
    /// <summary>As many last-known-goods as a head names.</summary>
    public const int KeptGoods = 8;

    /// <summary>The new release is the stable one at once. A candidate under way is given up for it.</summary>
    public static ChannelHead Publish(ChannelHead head, NewRelease release, HeadStamp stamp) =>
        Follow(head, release, stamp) with
        {
            Release = release.Release,
            Bundle = release.Bundle,
            StableSince = stamp.At,
        };

    /// <summary>The new release begins its way through the plan, in the place of a candidate under way.</summary>
    public static ChannelHead Candidate(ChannelHead head, NewRelease release, RolloutPlan plan, HeadStamp stamp) =>
        Follow(head, release, stamp) with
        {
            Rollout = new()
            {
                Release = release.Release,
                Bundle = release.Bundle,
                Salt = plan.SaltPerRelease is true
                    ? string.Create(CultureInfo.InvariantCulture, $"{head.Channel}/{release.Release.Sequence}")
                    : head.Channel,
                Percent = plan.Stages[0].Percent,
                Stage = 0,
                StageBegan = stamp.At,
                Plan = plan,
            },
        };

    /// <summary>A third of its life is over: it has to be signed anew, lest it expire.</summary>
    public static bool IsAged(ChannelHead head, DateTimeOffset now) => now >= AgedAt(head);

    public static DateTimeOffset AgedAt(ChannelHead head) => head.IssuedAt + ((head.Expires - head.IssuedAt) / 3);

    /// <summary>The same again, fresh.</summary>
    public static ChannelHead Renew(ChannelHead head, HeadStamp stamp) => head with
    {
        Revision = head.Revision + 1,
        IssuedAt = stamp.At,
        Expires = stamp.At + stamp.Lifetime,
    };

    /// <summary>Another commit has the content that the channel is at.</summary>
    public static ChannelHead InLine(ChannelHead head, ReleaseSource? source, HeadStamp stamp) =>
        Renew(head, stamp) with { Source = source };

    /// <summary>The next stage begins; after the last one, the bake. Whoever moves it on ends a pause.</summary>
    public static ChannelHead Advance(ChannelHead head, HeadStamp stamp)
    {
        var rollout = RolloutOf(head);
        var stage = Math.Min(rollout.Stage + 1, rollout.Plan.Stages.Length);
        var percent = stage < rollout.Plan.Stages.Length ? rollout.Plan.Stages[stage].Percent : 100;

        return Move(head, stage, percent, stamp);
    }

    /// <summary>Straight to a higher percentage: it counts as the last stage that it has reached.</summary>
    public static ChannelHead AdvanceTo(ChannelHead head, int percent, HeadStamp stamp)
    {
        var rollout = RolloutOf(head);
        var reached = rollout.Plan.Stages.Count(stage => stage.Percent <= percent) - 1;

        return Move(head, Math.Max(rollout.Stage, reached), percent, stamp);
    }

    /// <summary>The candidate is the stable release.</summary>
    /// <param name="isGood">It has baked: it is a last-known-good.</param>
    public static ChannelHead Promote(ChannelHead head, bool isGood, HeadStamp stamp)
    {
        var rollout = RolloutOf(head);
        var promoted = Renew(head, stamp) with
        {
            Release = rollout.Release,
            Bundle = rollout.Bundle,
            StableSince = stamp.At,
            Rollout = null,
        };

        return isGood ? Mark(promoted, stamp.At) : promoted;
    }

    /// <summary>The stable release has proved itself.</summary>
    public static ChannelHead MarkGood(ChannelHead head, HeadStamp stamp) => Mark(Renew(head, stamp), stamp.At);

    public static ChannelHead Pause(ChannelHead head, string reason, HeadStamp stamp) =>
        Renew(head, stamp) with { Rollout = RolloutOf(head) with { Paused = reason } };

    /// <summary>The stage that was halted begins anew.</summary>
    public static ChannelHead Resume(ChannelHead head, HeadStamp stamp) =>
        Renew(head, stamp) with { Rollout = RolloutOf(head) with { Paused = null, StageBegan = stamp.At } };

    /// <summary>All gateways go back to the stable release.</summary>
    /// <param name="mayReturn">Nothing was wrong with the candidate.</param>
    public static ChannelHead Withdraw(ChannelHead head, string reason, bool mayReturn, HeadStamp stamp)
    {
        var rollout = RolloutOf(head);

        return Renew(head, stamp) with
        {
            Rollout = null,
            Withdrawn = new(
                rollout.Release.Sequence, rollout.Bundle.ContentDigest, stamp.At, reason, mayReturn ? true : null),
        };
    }

    /// <summary>The last-known-goods, newest first.</summary>
    public static ImmutableArray<GoodRelease> GoodsOf(ChannelHead head) => head.Goods ?? [];

    private static ChannelHead Follow(ChannelHead head, NewRelease release, HeadStamp stamp) =>
        release.Release.Sequence > head.Sequence
            ? Renew(head, stamp) with
            {
                Sequence = release.Release.Sequence,
                Source = release.Source ?? head.Source,
                Rollout = null,
                Withdrawn = null,
            }
            : throw new ArgumentException($"A new release has a number above {head.Sequence}.", nameof(release));

    private static ChannelHead Move(ChannelHead head, int stage, int percent, HeadStamp stamp)
    {
        var rollout = RolloutOf(head);

        return percent < rollout.Percent
            ? throw new ArgumentException("A percentage only rises.", nameof(percent))
            : Renew(head, stamp) with
            {
                Rollout = rollout with { Stage = stage, Percent = percent, StageBegan = stamp.At, Paused = null },
            };
    }

    private static ChannelHead Mark(ChannelHead head, DateTimeOffset at) => head with
    {
        Goods =
        [
            new(head.Release, head.Bundle.ContentDigest, at),
            .. GoodsOf(head).Where(good => good.Release.Sequence != head.Release.Sequence).Take(KeptGoods - 1),
        ],
    };

    private static Rollout RolloutOf(ChannelHead head) =>
        head.Rollout ?? throw new ArgumentException("No rollout is under way.", nameof(head));
}
