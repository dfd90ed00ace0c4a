namespace GatewayPipeline.Delivery.GitHosts;

/// <summary>A secret that a host and the receiver share. Never printed: not even by mistake.</summary>
public sealed record WebhookSecret(ReadOnlyMemory<byte> Bytes)
{
    public override string ToString() => "(secret)";
}
