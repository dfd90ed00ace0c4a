using GatewayPipeline.Agent.Ads;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Agent;

/// <summary>A bundle that is whole, verified, and ready to be activated.</summary>
internal sealed record StagedBundle(BundleDigest Digest, ResourceTable Resources);
