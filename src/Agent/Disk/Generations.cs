using System.Collections.Immutable;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Agent.Disk;

/// <summary>Which generation is in effect, which waits, and which one a killed run was about to activate.</summary>
internal sealed class Generations
{
    private readonly DataFolder data;
    private readonly Staging staging;
    private readonly TimeProvider time;

    private Generations(DataFolder data, Staging staging, TimeProvider time) =>
        (this.data, this.staging, this.time) = (data, staging, time);

    public StagedBundle? Active { get; private set; }

    public ActiveState? ActiveState { get; private set; }

    /// <summary>Staged by an earlier run for the newest head that it accepted, and not in effect yet.</summary>
    public StagedBundle? Pending { get; private set; }

    /// <summary>The gateway may hold parts of these, since earlier runs ended in the middle.</summary>
    public ImmutableArray<StagedBundle> Interrupted { get; private set; } = [];

    /// <summary>
    /// Reads what there is. What was in effect comes back; if it rotted, the newest older one that is whole.
    /// </summary>
    public static Generations Load(
        DataFolder data, Staging staging, Refusals refusals, TimeProvider time, ILogger logger)
    {
        var generations = new Generations(data, staging, time);
        var state = data.Active.Read();
        var names = staging.Generations;
        if (state is not null)
        {
            generations.Active = names.Where(name => string.CompareOrdinal(name, state.Generation) <= 0)
                .Select(Load).FirstOrDefault(staged => staged is not null);
            generations.ActiveState = generations.Active is { } active
                ? generations.StateOf(active, state.Generation == active.Generation ? state : null)
                : null;
        }

        generations.Pending = generations.FindPending() is { } pending && Load(pending) is { } waiting
            && !refusals.Holds(waiting.Target, "")
            ? waiting
            : null;
        generations.Interrupted =
        [
            .. (data.Activating.Read()?.Generations ?? [])
                .Select(name => name == generations.Pending?.Generation ? generations.Pending : Load(name))
                .OfType<StagedBundle>(),
        ];

        return generations;

        StagedBundle? Load(string name)
        {
            var staged = staging.Load(name, out var problem);
            if (staged is null)
            {
                Log.GenerationUnusable(logger, name, problem);
            }

            return staged;
        }
    }

    /// <summary>Notes on disk that the gateway is about to change, beside what it may hold of earlier ones.</summary>
    public void Begin(StagedBundle bundle, bool isVisible)
    {
        if (isVisible)
        {
            var underway = data.Activating.Read()?.Generations ?? [];
            data.Activating.Write(new([.. underway.Where(name => name != bundle.Generation), bundle.Generation]));
        }
    }

    public void End() => data.Activating.Delete();

    /// <summary>
    /// Remembers what is in effect. Returns the problem when the disk does not: then only this process knows.
    /// </summary>
    public string? Accept(StagedBundle bundle, TimeSpan took)
    {
        var former = Active ?? bundle;
        var stable = StagedBundle.GenerationOf(bundle.Head, HeadTarget.Stable(bundle.Head));
        Active = bundle;
        ActiveState = StateOf(bundle, null) with { ActivationMilliseconds = Math.Round(took.TotalMilliseconds, 1) };
        try
        {
            data.Active.Write(ActiveState);
            staging.Prune(bundle.Generation, former.Generation, stable);

            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"the bundle is in effect, but that cannot be remembered: {exception.Message}";
        }
    }

    public void Renew(StagedBundle bundle) => Active = bundle;

    // A higher number does not make it the one: a candidate that was taken back lies beside the release that came back.
    private string? FindPending()
    {
        var newest = staging.Verified.OrderByDescending(each => (each.Floor.Epoch, each.Floor.Revision)).FirstOrDefault();
        var accepted = data.Floor.Read();

        return newest.Generation != Active?.Generation
            && newest.Floor is { } floor
            && (floor.Epoch, floor.Revision).CompareTo((accepted?.Epoch ?? 0, accepted?.Revision ?? 0)) >= 0
            ? newest.Generation
            : null;
    }

    private ActiveState StateOf(StagedBundle bundle, ActiveState? former) => former ?? new()
    {
        Generation = bundle.Generation,
        Digest = bundle.Digest,
        ActivatedAt = time.GetUtcNow(),
        ActivationMilliseconds = 0,
    };
}
