namespace GatewayPipeline.Delivery.GitHosts;

/// <summary>How much of a stranger's webhook is looked at.</summary>
public static class WebhookLimits
{
    private const int MiB = 1024 * 1024;

    /// <summary>What is read, to check a signature over it: the largest that hosts send.</summary>
    public const int ReadBytes = 25 * MiB;

    /// <summary>What is parsed once it is authentic. Larger ones are pushes of thousands of commits.</summary>
    public const int ParsedBytes = MiB;

    internal const int Depth = 64;
    internal const int DeliveryIdLength = 128;
}
