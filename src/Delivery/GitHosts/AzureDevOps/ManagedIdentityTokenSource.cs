using Azure.Core;
using GatewayPipeline.Delivery.GitHosts.Access;

namespace GatewayPipeline.Delivery.GitHosts.AzureDevOps;

/// <summary>Tokens of the app's own identity, which an organization of Azure DevOps has to know as a user.</summary>
internal sealed class ManagedIdentityTokenSource(TokenCredential identity) : IHostTokenSource
{
    // Azure DevOps is known to Microsoft Entra ID by this number.
    private static readonly string[] Scopes = ["499b84ac-1321-427f-aa17-267ca6975798/.default"];

    public async Task<HostToken> GetAsync(HostPurpose purpose, string? other, CancellationToken cancellation)
    {
        try
        {
            // The identity keeps its token until shortly before it runs out.
            var token = await identity.GetTokenAsync(new(Scopes), cancellation);

            return new(HostTokenKind.Entra, token.Token, SecretTokenSource.AnyUser);
        }
        catch (Exception exception) when (exception.GetType().Namespace is "Azure.Identity")
        {
            throw new GitHostException(
                $"The app's identity gets no token for Azure DevOps: {exception.Message}", exception)
            {
                MayPass = true,
            };
        }
    }
}
