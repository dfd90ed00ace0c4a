using System.Globalization;
using GatewayPipeline.Agent.Ads;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Agent.Disk;

/// <summary>
/// A bundle that is whole, verified, and on disk: ready to be activated, today or after a restart without a network.
/// </summary>
internal sealed record StagedBundle
{
    public required string Folder { get; init; }

    public required ChannelHead Head { get; init; }

    /// <summary>Which of the head's releases this is.</summary>
    public required HeadTarget Target { get; init; }

    public required Bundle Bundle { get; init; }

    public required ResourceTable Resources { get; init; }

    /// <summary>Its folder's name. Names sort as releases do.</summary>
    public string Generation => Path.GetFileName(Folder);

    public long Sequence => Target.Release.Sequence;

    public BundleDigest Digest => Bundle.ContentDigest;

    public string StaticBootstrap => Path.Combine(Folder, "static.pb");

    public static string GenerationOf(ChannelHead head, HeadTarget target) =>
        string.Create(CultureInfo.InvariantCulture, $"{head.Epoch:D6}-{target.Release.Sequence:D12}");

    /// <summary>Is it what the head, which may be a newer one, wants to run?</summary>
    public bool Is(ChannelHead head, HeadTarget target) =>
        Generation == GenerationOf(head, target) && Target.Bundle == target.Bundle;

    public static StagedBundle From(string folder, ChannelHead head, HeadTarget target, Bundle bundle) => new()
    {
        Folder = folder,
        Head = head,
        Target = target,
        Bundle = bundle,
        Resources = ResourceTable.From(bundle.ContentDigest.ToString(), bundle.Snapshot.Resources),
    };
}
