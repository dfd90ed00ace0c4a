using System.Globalization;
using GatewayPipeline.Agent.Ads;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Agent.Disk;

/// <summary>
/// A bundle that is whole, verified, and on disk: ready to be activated, today or after a restart without a network.
/// </summary>
internal sealed record StagedBundle
{
    public required string Folder { get; init; }

    public required ChannelHead Head { get; init; }

    public required Bundle Bundle { get; init; }

    public required ResourceTable Resources { get; init; }

    /// <summary>Its folder's name. Names sort as releases do.</summary>
    public string Generation => Path.GetFileName(Folder);

    public BundleDigest Digest => Bundle.ContentDigest;

    public string StaticBootstrap => Path.Combine(Folder, "static.pb");

    public static string GenerationOf(ChannelHead head) =>
        string.Create(CultureInfo.InvariantCulture, $"{head.Epoch:D6}-{head.Sequence:D12}");

    public static StagedBundle From(string folder, ChannelHead head, Bundle bundle) => new()
    {
        Folder = folder,
        Head = head,
        Bundle = bundle,
        Resources = ResourceTable.From(bundle.ContentDigest.ToString(), bundle.Snapshot.Resources),
    };
}
