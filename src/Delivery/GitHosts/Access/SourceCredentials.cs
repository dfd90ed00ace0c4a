using GatewayPipeline.Delivery.GitHosts.Reviews;
using GatewayPipeline.Delivery.Pipeline;
using GatewayPipeline.Delivery.Sources.Git.Credentials;

namespace GatewayPipeline.Delivery.GitHosts.Access;

/// <summary>What git is shown for a tracked source: its own credential, whatever the environment holds.</summary>
internal sealed class SourceCredentials(HostAccess access, TrackedSource source) : ICredentialSource
{
    public async Task<GitCredential?> FindAsync(Uri repository, CancellationToken cancellation)
    {
        var own = HostAccess.RepositoryOf(source);
        if (repository.Authority != own.Authority || repository.Scheme != own.Scheme)
        {
            throw new GitHostException($"What opens {own.Authority} is not shown to {repository.Authority}");
        }

        var other = repository.AbsolutePath == own.AbsolutePath ? null : OwnerAndName.NameOf(repository);

        return await access.GetTokenAsync(source, HostPurpose.Fetch, other, cancellation) is { } token
            ? new(token.User, token.Value)
            : null;
    }

    public Task<GitCredential?> AskAsync(Uri repository, CancellationToken cancellation) =>
        Task.FromResult<GitCredential?>(null);

    public string Help(Uri repository) => $"see to the credential of the source {source.Name}";
}
