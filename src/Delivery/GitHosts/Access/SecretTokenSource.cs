using System.Text;
using GatewayPipeline.Delivery.Pipeline;
using GatewayPipeline.Delivery.Secrets;

namespace GatewayPipeline.Delivery.GitHosts.Access;

/// <summary>A token that somebody made at the host and laid where secrets are.</summary>
internal sealed class SecretTokenSource(HostCredential.Token token, ISecretReader secrets) : IHostTokenSource
{
    // Hosts that take a token ask for some name beside it, and take any.
    public const string AnyUser = "x-access-token";

    public async Task<HostToken> GetAsync(HostPurpose purpose, string? other, CancellationToken cancellation)
    {
        var secret = await secrets.ReadAsync(token.Secret, cancellation);
        var value = Encoding.UTF8.GetString(secret.Span);

        // It will stand in a header.
        return value.All(character => character is > ' ' and <= '~')
            ? new(HostTokenKind.Plain, value, token.User ?? AnyUser)
            : throw new GitHostException(
                $"What lies at {token.Secret} is no token: tokens have letters, digits and signs");
    }
}
