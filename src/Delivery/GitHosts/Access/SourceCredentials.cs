using GatewayPipeline.Delivery.Pipeline;
using GatewayPipeline.Delivery.Sources.Git.Credentials;

namespace GatewayPipeline.Delivery.GitHosts.Access;

/// <summary>What git is shown for a tracked source: its own credential, whatever the environment holds.</summary>
internal sealed class SourceCredentials(HostAccess access, TrackedSource source) : ICredentialSource
{
    public async Task<GitCredential?> FindAsync(Uri repository, CancellationToken cancellation) =>
        await access.GetTokenAsync(source, HostPurpose.Fetch, cancellation) is { } token
            ? new(token.User, token.Value)
            : null;

    public Task<GitCredential?> AskAsync(Uri repository, CancellationToken cancellation) =>
        Task.FromResult<GitCredential?>(null);

    public string Help(Uri repository) => $"see to the credential of the source {source.Name}";
}
