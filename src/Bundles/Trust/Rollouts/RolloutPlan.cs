using System.Collections.Immutable;

namespace GatewayPipeline.Bundles.Trust.Rollouts;

/// <summary>The stages of a rollout, what has to hold in each, and who goes first.</summary>
public sealed record RolloutPlan
{
    /// <summary>They are written out in the head, which is small.</summary>
    public const int MostCanaries = 256;

    /// <summary>Percentages that rise; the last is 100.</summary>
    public required ImmutableArray<RolloutStage> Stages { get; init; }

    /// <summary>How long all gateways run the candidate before it becomes the stable release.</summary>
    public required TimeSpan Bake { get; init; }

    /// <summary>Ids of gateways that are in the cohort from the first stage on.</summary>
    public ImmutableArray<string> Canaries { get; init; } = [];

    public RolloutGates Gates { get; init; } = new();

    /// <summary>Different release keys that have to have signed the candidate, beyond what the root asks.</summary>
    public int? ReleaseSignatures { get; init; }

    /// <summary>Other gateways go first with each release. Otherwise the same ones do, release after release.</summary>
    public bool? SaltPerRelease { get; init; }

    /// <summary>Why it is no plan; null if it is one.</summary>
    public string? FindObjection() => this switch
    {
        { Stages: { IsDefault: true } or [] or [.., { Percent: not 100 }] } => "it needs stages, the last with 100 percent",
        _ when Stages.Any(stage => stage.Percent is < 0 or > 100) => "percentages go from 0 to 100",
        _ when Stages.Zip(Stages.Skip(1)).Any(pair => pair.Second.Percent <= pair.First.Percent) =>
            "each stage has to have a higher percentage than the one before",
        _ when Bake < TimeSpan.Zero || Stages.Any(stage => stage.AtLeast < TimeSpan.Zero) =>
            "nothing lasts shorter than no time",
        { Canaries.Length: > MostCanaries } => $"at most {MostCanaries} canaries can be named",
        _ when Stages[0].Percent == 0 && Canaries.IsEmpty => "a first stage of 0 percent needs canaries",
        { ReleaseSignatures: < 1 or > Limits.Signatures } => $"1 to {Limits.Signatures} release signatures can be asked",
        _ => null,
    };
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
