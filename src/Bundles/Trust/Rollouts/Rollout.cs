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

/// <summary>A candidate that was taken back. Publishing its content again would only repeat it.</summary>
/// <param name="MayReturn">
/// It was taken back because something else was wanted, not because it failed: its content may come again.
/// </param>
public sealed record WithdrawnRelease(
    long Sequence, BundleDigest ContentDigest, DateTimeOffset At, string Reason, bool? MayReturn = null);

/// <summary>A stable release that ran everywhere for long enough without being refused: what to go back to.</summary>
/// <param name="At">When that was seen.</param>
public sealed record GoodRelease(ReleaseReference Release, BundleDigest ContentDigest, DateTimeOffset At);
