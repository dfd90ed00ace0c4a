namespace GatewayPipeline.Delivery.Secrets;

/// <summary>A secret is not to be had. The message says why, and nothing of what is in it.</summary>
internal sealed class SecretException(string message, Exception? cause = null) : IOException(message, cause)
{
    /// <summary>Nobody has said no: asking again later may help.</summary>
    public bool MayPass { get; init; }
}
