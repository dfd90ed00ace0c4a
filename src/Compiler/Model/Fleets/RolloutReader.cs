using System.Collections.Immutable;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Compiler.Model.Fleets;

/// <summary>Reads how a Fleet's releases reach its gateways: a plan with a name, or stages of one's own.</summary>
internal static class RolloutReader
{
    // As long as the presets that go to everybody at once.
    private static readonly TimeSpan UsualBake = TimeSpan.FromMinutes(10);

    /// <summary>The fields that are read.</summary>
    public static ImmutableArray<string> Claims { get; } =
    [
        "spec.rollout.preset", "spec.rollout.stages[].percent", "spec.rollout.stages[].atLeast", "spec.rollout.bake",
        "spec.rollout.canaries", "spec.rollout.gates.maxMissingPercent", "spec.rollout.gates.maxRefusedPercent",
        "spec.rollout.gates.maxFailurePoints", "spec.rollout.gates.minRequests", "spec.rollout.releaseSignatures",
        "spec.rollout.saltPerRelease",
    ];

    /// <summary>The plan, and why it is none; null if it is one.</summary>
    public static (RolloutPlan? Plan, string? Objection) Read(Fields rollout)
    {
        var preset = rollout.Text("preset") is { } name ? RolloutPresets.Find(name) : null;
        var stages = rollout.Objects("stages");
        if (preset is null == stages is [])
        {
            return (null, preset is null ? "it needs a preset or stages" : "a preset has its own stages");
        }

        var basis = preset ?? new() { Stages = [.. stages.Select(ReadStage)], Bake = UsualBake };
        var plan = basis with
        {
            Bake = rollout.Duration("bake") ?? basis.Bake,
            Canaries = [.. rollout.Texts("canaries").Select(id => id.Value)],
            Gates = ReadGates(rollout.Object("gates"), basis.Gates),
            ReleaseSignatures = Whole(rollout, "releaseSignatures") ?? basis.ReleaseSignatures,
            SaltPerRelease = rollout.Flag("saltPerRelease") ?? basis.SaltPerRelease,
        };

        return (plan, plan.FindObjection());
    }

    private static RolloutStage ReadStage(Fields stage) => new(
        (int)Math.Clamp(stage.Integer("percent") ?? 0, -1, 101), stage.Duration("atLeast") ?? TimeSpan.Zero);

    private static RolloutGates ReadGates(Fields? gates, RolloutGates otherwise) => otherwise with
    {
        MaxMissingPercent = Whole(gates, "maxMissingPercent") ?? otherwise.MaxMissingPercent,
        MaxRefusedPercent = Whole(gates, "maxRefusedPercent") ?? otherwise.MaxRefusedPercent,
        MaxFailurePoints = gates?.Number("maxFailurePoints") ?? otherwise.MaxFailurePoints,
        MinRequests = Whole(gates, "minRequests") ?? otherwise.MinRequests,
    };

    private static int? Whole(Fields? fields, string name) =>
        fields?.Integer(name) is { } number ? (int)Math.Clamp(number, 0, int.MaxValue) : null;
}
