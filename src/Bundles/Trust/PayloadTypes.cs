namespace GatewayPipeline.Bundles.Trust;

/// <summary>
/// What an envelope may carry. Each file of a store has exactly one of these, so that nothing signed can stand for
/// another thing.
/// </summary>
public static class PayloadTypes
{
    public const string Root = "application/vnd.gatewaypipeline.root.v1+json";
    public const string Release = "application/vnd.gatewaypipeline.release.v1+json";
    public const string Channel = "application/vnd.gatewaypipeline.channel.v1+json";
}
