using System.Collections.Immutable;

namespace GatewayPipeline.Bundles.Trust.Rollouts;

/// <summary>
/// The way of a candidate from the first gateways to all of them. Gateways in the cohort run the candidate, the others
/// the stable release beside it; each decides alone, from what is signed here.
/// </summary>
public sealed record Rollout
{
    /// <summary>The candidate's record. Its number is higher than the stable one's.</summary>
    public required ReleaseReference Release { get; init; }

    public required BundleReference Bundle { get; init; }

    /// <summary>Mixes gateways: the same gateways go first as long as it stays the same.</summary>
    public required string Salt { get; init; }

    /// <summary>How many of a hundred gateways are in the cohort, beside the canaries.</summary>
    public required int Percent { get; init; }

    /// <summary>Index of the stage of the plan that is under way; as many as there are stages: the bake.</summary>
    public required int Stage { get; init; }

    public required DateTimeOffset StageBegan { get; init; }

    /// <summary>Why it does not go on by itself; null: it does.</summary>
    public string? Paused { get; init; }

    public required RolloutPlan Plan { get; init; }

    public bool Includes(string gatewayId) =>
        Plan.Canaries.Contains(gatewayId, StringComparer.Ordinal) || Cohort.Includes(Salt, gatewayId, Percent);
}

/// <summary>The stages of a rollout, what has to hold in each, and who goes first.</summary>
public sealed record RolloutPlan
{
    /// <summary>Percentages that rise; the last is 100.</summary>
    public required ImmutableArray<RolloutStage> Stages { get; init; }

    /// <summary>How long all gateways run the candidate before it becomes the stable release.</summary>
    public required TimeSpan Bake { get; init; }

    /// <summary>Ids of gateways that are in the cohort from the first stage on.</summary>
    public ImmutableArray<string> Canaries { get; init; } = [];

    public RolloutGates Gates { get; init; } = new();
}

/// <param name="Percent">Of all gateways; 0: the canaries alone.</param>
/// <param name="AtLeast">The stage lasts no shorter than this.</param>
public sealed record RolloutStage(int Percent, TimeSpan AtLeast);

/// <summary>What stops a rollout by itself.</summary>
public sealed record RolloutGates
{
    /// <summary>More of the cohort than this without a sign of life halt it: absence is no success.</summary>
    public int MaxMissingPercent { get; init; } = 10;

    /// <summary>More of the cohort than this that refuse the candidate take it back; one canary is enough.</summary>
    public int MaxRefusedPercent { get; init; } = 1;

    /// <summary>
    /// Points by which the cohort's share of failed requests may exceed that of the gateways outside of it.
    /// </summary>
    public double MaxFailurePoints { get; init; } = 1;

    /// <summary>Fewer requests than this in the cohort or outside of it prove nothing.</summary>
    public int MinRequests { get; init; } = 100;
}

/// <summary>A candidate that was taken back. Publishing its content again would only repeat it.</summary>
public sealed record WithdrawnRelease(long Sequence, BundleDigest ContentDigest, DateTimeOffset At, string Reason);
