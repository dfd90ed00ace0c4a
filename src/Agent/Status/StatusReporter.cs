using GatewayPipeline.Agent.Ads;
using GatewayPipeline.Agent.Disk;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Agent.Status;

/// <summary>Tells the log and the status board what happens, each thing once.</summary>
internal sealed class StatusReporter(
    StatusBoard board, Generations generations, Refusals refusals, TimeProvider time, ILogger<StatusReporter> logger)
{
    private StatusError? pollError;
    private StatusError? distrust;
    private StatusError? activationError;
    private SeenHead? head;
    private GatewayIdentity? gateway;

    /// <param name="target">What this gateway is to run, whether it can or not.</param>
    public void HeadSeen(ChannelHead seen, HeadTarget target) => head = new(
        target.Bundle.ContentDigest, target.Release.Sequence, seen.Epoch, seen.Revision, time.GetUtcNow(), seen.Expires,
        target.IsCandidate, seen.Rollout is not null);

    public void PollFailed(string reason)
    {
        if (pollError?.Message != reason)
        {
            Log.PollFailed(logger, reason);
        }

        pollError = new(reason, time.GetUtcNow());
        Published();
    }

    public void Distrusted(string reason)
    {
        if (distrust?.Message != reason)
        {
            Log.HeadDistrusted(logger, reason);
        }

        pollError = null;
        distrust = new(reason, time.GetUtcNow());
        Published();
    }

    public void Polled()
    {
        distrust = null;
        PolledUnchanged();
    }

    public void PolledUnchanged()
    {
        pollError = null;
        head = head is null ? null : head with { CheckedAt = time.GetUtcNow() };
        Published();
    }

    public void GatewayIs(GatewayIdentity? identity)
    {
        if (identity == gateway)
        {
            return;
        }

        if (identity is not null)
        {
            Log.GatewayConnected(logger, identity.UserAgent, identity.Version);
        }

        gateway = identity;
        Published();
    }

    public void Activated(TimeSpan took)
    {
        activationError = null;
        if (generations.Active is { } active)
        {
            Log.Activated(logger, active.Digest, active.Sequence, took.TotalMilliseconds);
        }

        Published();
    }

    public void Recovered()
    {
        activationError = null;
        Published();
    }

    public void Refused(HeadTarget refused, string reason)
    {
        Log.Refused(logger, refused.Bundle.ContentDigest, refused.Release.Sequence, reason);
        activationError = new(reason, time.GetUtcNow());
        Polled();
    }

    public void ActivationFailed(BundleDigest digest, string reason)
    {
        if (activationError?.Message != reason)
        {
            Log.ActivationFailed(logger, digest, reason);
        }

        activationError = new(reason, time.GetUtcNow());
        Published();
    }

    /// <summary>Writes everything to the board.</summary>
    public void Published()
    {
        board.ActiveBundle = generations.Active?.Bundle;
        board.Update(status => status with
        {
            Active = ToActive(),
            Head = head,
            Refused = refusals.All,
            Gateway = new(gateway is not null, gateway?.UserAgent ?? "", gateway?.Version ?? ""),
            LastError = new[] { pollError, distrust, activationError }.MaxBy(error => error?.At),
        });
    }

    private ActiveBundle? ToActive() => generations is { Active: { } active, ActiveState: { } state }
        ? new()
        {
            Digest = active.Digest,
            Sequence = active.Sequence,
            Revision = active.Head.Revision,
            Epoch = active.Head.Epoch,
            ActivatedAt = state.ActivatedAt,
            ActivationMilliseconds = state.ActivationMilliseconds,
        }
        : null;
}
