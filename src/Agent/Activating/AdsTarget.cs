using System.Collections.Immutable;
using GatewayPipeline.Agent.Ads;
using GatewayPipeline.Agent.Disk;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Agent.Activating;

/// <summary>How long the agent waits for a gateway.</summary>
internal sealed record ActivationPatience
{
    /// <summary>
    /// For one step: all acknowledgements, and the end of warming. Endpoints alone may take Envoy 15 seconds.
    /// </summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For one step back to the former bundle.</summary>
    public TimeSpan Restore { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>For a gateway that went away in the middle to come back.</summary>
    public TimeSpan Return { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Between two questions whether anything still warms.</summary>
    public TimeSpan AdminPause { get; init; } = TimeSpan.FromMilliseconds(5);
}

/// <summary>Brings bundles onto the gateways that are connected to the discovery service.</summary>
internal sealed class AdsTarget(
    ServedResources served, EnvoyAdmin admin, ActivationPatience patience, TimeProvider time, ILogger<AdsTarget> logger)
    : IGatewayTarget
{
    /// <summary>What was in effect last, and is gone back to; null if there never was anything.</summary>
    private ResourceTable? accepted;

    /// <summary>What gateways may hold beside that, since an earlier run ended in the middle of a change.</summary>
    private ResourceTable leftovers = ResourceTable.Empty;

    /// <summary>Feeds gateways from the start on, before anything else is known.</summary>
    /// <param name="active">What was in effect when the agent last ran.</param>
    /// <param name="interrupted">What the last runs were about to activate when they ended: gateways may hold parts of
    /// it.</param>
    public void Offer(StagedBundle active, IReadOnlyCollection<StagedBundle> interrupted)
    {
        accepted = active.Resources;
        leftovers = interrupted.Aggregate(ResourceTable.Empty, (all, bundle) => bundle.Resources.Over(all));
        var held = accepted;
        if (interrupted.Count > 0)
        {
            held = accepted.Over(leftovers);
            served.Suspect([held]);
        }

        served.Serve(AllOf(held));
    }

    public async Task<Activation> ActivateAsync(StagedBundle staged, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var former = (accepted ?? ResourceTable.Empty).Over(leftovers);
        var next = staged.Resources;
        if (served.Gateways.IsEmpty)
        {
            // A gateway that comes back still runs the former: it is led from there to the next, never thrown over.
            if (accepted is null)
            {
                served.Serve(AllOf(next));
            }

            return new Activation.Offered();
        }

        if (accepted?.SystemVersion != next.SystemVersion)
        {
            served.Suspect([former, next]);
        }

        if (await ReplaceAsync(former, next, cancellation) is { } refusal)
        {
            await RestoreAsync(next.Over(former), next, cancellation);
            return refusal;
        }

        Settle(next);

        return new Activation.Accepted(time.GetElapsedTime(started));
    }

    private void Settle(ResourceTable table)
    {
        accepted = table;
        leftovers = ResourceTable.Empty;
        served.TrustAgain();
    }

    private async Task<Activation.Rejected?> ReplaceAsync(
        ResourceTable former, ResourceTable next, CancellationToken cancellation)
    {
        foreach (var step in ActivationStep.Between(former, next))
        {
            served.Serve(step.Sets);
            if (await EndAsync(step, patience.Answer, cancellation) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    // The whole former set again, in the same careful order. Whatever the gateway says to it, there is nothing better.
    private async Task RestoreAsync(ResourceTable present, ResourceTable failed, CancellationToken cancellation)
    {
        var former = accepted ?? ResourceTable.Empty;
        if (former.SystemVersion == failed.SystemVersion)
        {
            return;
        }

        var isClean = true;
        foreach (var step in ActivationStep.Between(present, former))
        {
            served.Serve(step.Sets, again: true);
            if (await EndAsync(step, patience.Restore, cancellation) is { } refusal)
            {
                isClean = false;
                Log.RestoreRefused(logger, step.Name, refusal.Reason);
            }
        }

        if (isClean && accepted is not null)
        {
            Settle(accepted);
        }
    }

    // A listener is acknowledged before it has asked for its routes, so the types are looked at again once nothing
    // warms.
    private async Task<Activation.Rejected?> EndAsync(
        ActivationStep step, TimeSpan limit, CancellationToken cancellation)
    {
        var deadline = time.GetTimestamp() + (long)(limit.TotalSeconds * time.TimestampFrequency);
        ImmutableArray<string> types = [.. step.Sets.Select(set => set.TypeUrl)];

        return await AnswersAsync(step, types, deadline, cancellation)
            ?? await WarmingEndAsync(step, deadline, cancellation)
            ?? await AnswersAsync(step, types, deadline, cancellation);
    }

    private async Task<Activation.Rejected?> AnswersAsync(
        ActivationStep step, ImmutableArray<string> types, long deadline, CancellationToken cancellation)
    {
        long? absentUntil = null;
        while (true)
        {
            var change = served.NextChange;
            var gateways = served.Gateways;
            StreamAnswer[] answers = [.. gateways.SelectMany(gateway => types.Select(gateway.Answer))];
            if (answers.OfType<StreamAnswer.Rejected>().FirstOrDefault() is { } rejected)
            {
                var reason = $"the gateway refused the {step.Name}: {OneLine(rejected.Message)}";
                return new(reason, RefusalCause.IsEnvironment(rejected.Message));
            }

            if (answers.Length > 0 && answers.All(answer => answer is StreamAnswer.Settled))
            {
                return null;
            }

            absentUntil = gateways.IsEmpty
                ? absentUntil ?? time.GetTimestamp() + (long)(patience.Return.TotalSeconds * time.TimestampFrequency)
                : null;
            var left = time.GetElapsedTime(time.GetTimestamp(), Math.Min(deadline, absentUntil ?? deadline));
            if (left <= TimeSpan.Zero)
            {
                return new(
                    gateways.IsEmpty
                        ? $"the gateway went away before it acknowledged the {step.Name}"
                        : $"the gateway has not acknowledged the {step.Name} in time",
                    Environment: true);
            }

            await change.WaitAsync(left, time, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    // Only Envoy has an admin interface; any other gateway serves when it acknowledges.
    private async Task<Activation.Rejected?> WarmingEndAsync(
        ActivationStep step, long deadline, CancellationToken cancellation)
    {
        while (step.Warms && served.Gateways.Any(gateway => gateway.Identity is { IsEnvoy: true }))
        {
            var warming = await admin.CountWarmingAsync(cancellation);
            if (warming == 0)
            {
                return null;
            }

            if (time.GetTimestamp() > deadline)
            {
                return new(
                    warming is { } count
                        ? $"the gateway acknowledged the {step.Name}, but {count} listeners or clusters still warm"
                        : $"the gateway acknowledged the {step.Name}, but its admin socket "
                            + $"'{admin.SocketPath}' does not answer",
                    Environment: true);
            }

            await Task.Delay(patience.AdminPause, time, cancellation);
        }

        return null;
    }

    private static ImmutableArray<ResourceSet> AllOf(ResourceTable table) =>
        [.. TypeUrls.InActivationOrder.Select(typeUrl => table[typeUrl])];

    private static string OneLine(string message)
    {
        const int longest = 1000;
        var line =
            string.Join(' ', message.Split((char[])['\n', '\r', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));

        return line.Length <= longest ? line : $"{line[..longest]}…";
    }
}
