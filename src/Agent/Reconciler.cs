using System.Collections.Immutable;
using System.Diagnostics;
using GatewayPipeline.Agent.Activating;
using GatewayPipeline.Agent.Ads;
using GatewayPipeline.Agent.Disk;
using GatewayPipeline.Agent.Polling;
using GatewayPipeline.Agent.Status;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Agent;

/// <summary>
/// Brings the gateway to what its channel is at, for as long as it runs. Driven by what is, not by what happened: it
/// may be stopped anywhere, and goes on from what it finds on disk.
/// </summary>
internal sealed class Reconciler(
    Intake intake, Readiness readiness, IGatewayTarget target, Generations generations, Refusals refusals,
    ServedResources served, StatusReporter reporter, Pace pace, ILogger<Reconciler> logger)
{
    private ImmutableArray<GatewayStream> confirmed = [];
    private StagedBundle? candidate = generations.Pending;
    private string gatewayVersion = "";

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (candidate is not null)
        {
            pace.AttemptNow();
        }

        while (true)
        {
            // What is on disk comes first: a gateway is fed before anything is asked of a store.
            var change = served.NextChange;
            await ActivateAsync(cancellation);
            if (pace.IsPollDue)
            {
                await PollAsync(cancellation);
                await ActivateAsync(cancellation);
            }

            await pace.PauseAsync(change, cancellation);
        }
    }

    private async Task PollAsync(CancellationToken cancellation)
    {
        ImmutableArray<StagedBundle> here = [.. new[] { candidate, generations.Active }.OfType<StagedBundle>()];
        var arrival = await intake.LookAsync(here, gatewayVersion, reporter.HeadSeen, cancellation);
        switch (arrival)
        {
            case Arrival.Failed failed:
                pace.PollFailed();
                reporter.PollFailed(failed.Reason);
                return;
            case Arrival.Distrusted distrusted:
                reporter.Distrusted(distrusted.Reason);
                break;
            case Arrival.Nothing:
                reporter.PolledUnchanged();
                break;
            case Arrival.Renewed { Bundle: var bundle }:
                Renew(bundle);
                break;
            case Arrival.Refused { Reason: null }:
                candidate = null;
                reporter.Polled();
                break;
            case Arrival.Refused { Target: var target, Reason: { } reason, IsShrinking: var isShrinking }:
                Refuse(target, reason, isShrinking);
                break;
            case Arrival.Staged { Bundle: var bundle }:
                candidate = bundle;
                pace.AttemptNow();
                refusals.ForgetEnvironmental();
                reporter.Polled();
                Log.Staged(logger, bundle.Digest, bundle.Sequence);
                break;
            default:
                throw new UnreachableException();
        }

        pace.PollSucceeded();
    }

    // A candidate that has to wait does not keep a gateway waiting that has just come: it is given what is in effect.
    private async Task ActivateAsync(CancellationToken cancellation)
    {
        var gateways = served.Gateways;
        MeetGateways(gateways);
        var hasNewcomer = gateways.Any(gateway => !confirmed.Contains(gateway));
        if (candidate is not null && (pace.IsAttemptDue || (hasNewcomer && pace.NextAttempt is null)))
        {
            confirmed = gateways;
            await TryAsync(candidate, cancellation);
        }
        else if (generations.Active is { } active && (hasNewcomer || (candidate is null && pace.IsAttemptDue)))
        {
            confirmed = gateways;
            Conclude(active, await target.ActivateAsync(active, cancellation), isActive: true);
        }
        else
        {
            confirmed = gateways;
        }
    }

    private async Task TryAsync(StagedBundle bundle, CancellationToken cancellation)
    {
        if (await readiness.FindObstacleAsync(bundle, cancellation) is { } obstacle)
        {
            Conclude(bundle, obstacle, isActive: false);
            return;
        }

        try
        {
            generations.Begin(bundle, isVisible: !served.Gateways.IsEmpty);
            var activation = await target.ActivateAsync(bundle, cancellation);
            Conclude(bundle, activation, isActive: false);
            if (activation is not Activation.Offered)
            {
                generations.End();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Conclude(bundle, new Activation.Rejected(exception.Message, Environment: true), isActive: false);
        }
    }

    private void Conclude(StagedBundle bundle, Activation activation, bool isActive)
    {
        switch (activation)
        {
            case Activation.Accepted accepted when isActive:
                Log.Confirmed(logger, bundle.Digest, accepted.Took.TotalMilliseconds);
                pace.AttemptEnded();
                reporter.Recovered();
                break;
            case Activation.Accepted accepted:
                Accept(bundle, accepted.Took);
                break;
            case Activation.Offered:
                pace.AttemptEnded();
                Log.Offered(logger, bundle.Digest, bundle.Sequence);
                reporter.Published();
                break;
            case Activation.Rejected { Environment: false } rejected when !isActive:
                pace.AttemptEnded();
                Refuse(bundle.Target, rejected.Reason);
                break;
            case Activation.Rejected rejected:
                if (!isActive)
                {
                    refusals.AddEnvironmental(bundle.Target, rejected.Reason);
                }

                pace.AttemptFailed();
                reporter.ActivationFailed(bundle.Digest, rejected.Reason);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void Accept(StagedBundle bundle, TimeSpan took)
    {
        var former = generations.Active;
        candidate = null;
        pace.AttemptEnded();
        refusals.Forget(bundle.Digest);
        var problem = generations.Accept(bundle, took);
        reporter.Activated(took);
        if (problem is not null)
        {
            reporter.ActivationFailed(bundle.Digest, problem);
        }

        if (former is not null
            && !former.Bundle.Snapshot.Bootstrap.Span.SequenceEqual(bundle.Bundle.Snapshot.Bootstrap.Span))
        {
            Log.BootstrapChanged(logger, bundle.Digest);
        }
    }

    // The head is read once more: what is refused as a candidate leaves the stable release to run.
    private void Refuse(HeadTarget target, string reason, bool isShrinking = false)
    {
        candidate = null;
        refusals.Add(target, reason, gatewayVersion, isShrinking);
        reporter.Refused(target, reason);
        intake.LookAgain();
    }

    private void Renew(StagedBundle bundle)
    {
        if (bundle.Generation == candidate?.Generation)
        {
            candidate = bundle;
        }
        else
        {
            // What waited beside it is not wanted any more.
            generations.Renew(bundle);
            if (candidate is not null)
            {
                candidate = null;
                refusals.ForgetEnvironmental();
                reporter.Recovered();
                pace.AttemptNow();
            }
        }

        reporter.Polled();
    }

    // Another gateway may run what the last one refused.
    private void MeetGateways(ImmutableArray<GatewayStream> gateways)
    {
        var identity = gateways.FirstOrDefault()?.Identity;
        reporter.GatewayIs(identity);
        if (identity is { Version: var version } && version != gatewayVersion)
        {
            gatewayVersion = version;
            intake.LookAgain();
        }
    }
}
