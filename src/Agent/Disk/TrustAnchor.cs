using System.Globalization;
using GatewayPipeline.Agent.Hosting;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Agent.Disk;

/// <summary>The root document that trust begins with, and what it is called in messages.</summary>
internal sealed record PinnedRoot(ReadOnlyMemory<byte> Bytes, string Name);

/// <summary>
/// What this agent believes: the pinned root and those that followed it, kept on disk. The disk cannot raise trust: at
/// every start each root is verified by the one before, from the pinned one on.
/// </summary>
internal sealed class TrustAnchor
{
    private readonly string folder;
    private readonly string channel;
    private RootChain roots;
    private TrustPolicy policy;

    private TrustAnchor(RootChain roots, string folder, string channel)
    {
        (this.roots, this.folder, this.channel) = (roots, folder, channel);
        policy = new(roots.Newest, channel);
    }

    /// <summary>The version of the newest root.</summary>
    public int Version => roots.Newest.Version;

    /// <exception cref="BrokenWorldException">The pinned root is none.</exception>
    public static TrustAnchor Load(PinnedRoot pinned, DataFolder data, string channel, ILogger logger)
    {
        if (!RootChain.TryPin(pinned.Bytes, out var roots, out var reason))
        {
            throw new BrokenWorldException($"'{pinned.Name}' cannot be the root of trust: {reason}");
        }

        var anchor = new TrustAnchor(roots, data.Roots, channel);
        while (File.Exists(anchor.PathOf(anchor.Version + 1)))
        {
            var next = anchor.PathOf(anchor.Version + 1);
            if (!anchor.TryRead(next, out reason))
            {
                Log.RootRefused(logger, next, reason);
                break;
            }
        }

        return anchor;
    }

    /// <summary>Believes the next root, once it is on disk.</summary>
    /// <exception cref="IOException">The disk did not take it.</exception>
    public bool TryFollow(ReadOnlyMemory<byte> json, out string reason)
    {
        if (!roots.TryExtend(json, out var longer, out reason))
        {
            return false;
        }

        DurableFile.CreateFolder(folder);
        DurableFile.Write(PathOf(longer.Newest.Version), json.Span);
        Use(longer);

        return true;
    }

    public HeadVerdict VerifyHead(ReadOnlyMemory<byte> head, TrustFloor? floor, DateTimeOffset now) =>
        policy.VerifyHead(head, floor, now);

    public Verdict Verify(
        ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> release, TrustFloor? floor, DateTimeOffset now,
        TargetChoice choice) =>
        policy.Verify(head, release, floor, now, choice);

    /// <summary>
    /// May what was accepted once still be served? By the root of its time: a key that was replaced since has not
    /// unsaid what it said, and a gateway with nothing better keeps what it has.
    /// </summary>
    public Verdict VerifyAccepted(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> release)
    {
        var verdict = policy.VerifyAccepted(head, release);
        for (var i = roots.Roots.Length - 2; i >= 0 && verdict is not Verdict.Trusted; i--)
        {
            verdict = new TrustPolicy(roots.Roots[i].Document, channel).VerifyAccepted(head, release);
        }

        return verdict;
    }

    private bool TryRead(string path, out string reason)
    {
        try
        {
            if (!roots.TryExtend(File.ReadAllBytes(path), out var longer, out reason))
            {
                return false;
            }

            Use(longer);

            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reason = exception.Message;

            return false;
        }
    }

    private void Use(RootChain longer)
    {
        roots = longer;
        policy = new(longer.Newest, channel);
    }

    private string PathOf(int version) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{version}.root.json"));
}
