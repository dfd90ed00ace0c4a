using System.Collections.Immutable;
using GatewayPipeline.Agent.Disk;
using GatewayPipeline.Agent.Status;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Agent;

/// <summary>
/// What was refused, and why. A refusal that says something about the bundle is kept on disk, so that the bundle is not
/// tried again; one that the environment caused is forgotten as soon as the bundle is accepted or a newer one arrives.
/// </summary>
internal sealed class Refusals(StateFile<QuarantineState> file, TimeProvider time, ILogger<Refusals> logger)
{
    private const int Kept = 16;

    private QuarantineState quarantine = file.Read() ?? new();
    private RefusedBundle? environmental;

    public static string AgentVersion { get; } = typeof(Refusals).Assembly.GetName().Version?.ToString(3) ?? "";

    public ImmutableArray<RefusedBundle> All =>
    [
        .. quarantine.Bundles.Select(bundle =>
            new RefusedBundle(bundle.Digest, bundle.Sequence, bundle.Reason, bundle.At, Environment: false)),
        .. environmental is null ? ImmutableArray<RefusedBundle>.Empty : [environmental],
    ];

    /// <summary>
    /// A refused bundle is tried again when it was published anew, or when another agent or gateway is to run it.
    /// </summary>
    public bool Holds(HeadTarget target, string gatewayVersion) =>
        quarantine.Bundles.Any(bundle => bundle.Digest == target.Bundle.ContentDigest
            && bundle.Sequence >= target.Release.Sequence
            && bundle.AgentVersion == AgentVersion
            && (bundle.GatewayVersion == gatewayVersion
                || bundle.GatewayVersion.Length == 0 || gatewayVersion.Length == 0));

    /// <summary>Was a release between these two refused for how much it removes?</summary>
    public bool AnyForShrinking(long after, long before) => quarantine.Bundles.Any(bundle =>
        bundle.IsShrinking && bundle.Sequence > after && bundle.Sequence < before);

    public void AddEnvironmental(HeadTarget target, string reason) => environmental =
        new(target.Bundle.ContentDigest, target.Release.Sequence, reason, time.GetUtcNow(), Environment: true);

    public void Add(HeadTarget target, string reason, string gatewayVersion, bool isShrinking)
    {
        var digest = target.Bundle.ContentDigest;
        environmental = null;
        Keep(
        [
            .. Without(digest).TakeLast(Kept - 1),
            new()
            {
                Digest = digest,
                Sequence = target.Release.Sequence,
                Reason = reason,
                At = time.GetUtcNow(),
                AgentVersion = AgentVersion,
                GatewayVersion = gatewayVersion,
                IsShrinking = isShrinking,
            },
        ]);
    }

    public void Forget(BundleDigest digest)
    {
        environmental = null;
        if (quarantine.Bundles.Any(bundle => bundle.Digest == digest))
        {
            Keep([.. Without(digest)]);
        }
    }

    public void ForgetEnvironmental() => environmental = null;

    private IEnumerable<QuarantinedBundle> Without(BundleDigest digest) =>
        quarantine.Bundles.Where(bundle => bundle.Digest != digest);

    private void Keep(ImmutableArray<QuarantinedBundle> bundles)
    {
        quarantine = new() { Bundles = bundles };
        try
        {
            file.Write(quarantine);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // This process remembers; only the next would try the bundle once more.
            Log.StateNotWritten(logger, exception.Message);
        }
    }
}
