namespace GatewayPipeline.Delivery.Sources.Git.Credentials;

/// <summary>What a host is shown. Never printed: not even by mistake.</summary>
public sealed record GitCredential(string User, string Password)
{
    public override string ToString() => "(credential)";
}
