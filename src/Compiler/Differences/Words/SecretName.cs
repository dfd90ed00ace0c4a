namespace GatewayPipeline.Compiler.Differences.Words;

/// <summary>The name of a certificate's resource, and the <c>credentialName</c> that it was made for.</summary>
internal static class SecretName
{
    private const string Suffix = "/tls";

    public static string CredentialOf(string secret) =>
        secret.EndsWith(Suffix, StringComparison.Ordinal) ? secret[..^Suffix.Length] : secret;
}
