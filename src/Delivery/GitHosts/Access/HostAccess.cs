using System.Collections.Concurrent;
using System.Diagnostics;
using Azure.Core;
using Azure.Identity;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.GitHosts.Api;
using GatewayPipeline.Delivery.GitHosts.AzureDevOps;
using GatewayPipeline.Delivery.GitHosts.GitHub;
using GatewayPipeline.Delivery.GitHosts.Reviews;
using GatewayPipeline.Delivery.Pipeline;
using GatewayPipeline.Delivery.Secrets;
using GatewayPipeline.Delivery.Sources.Git.Credentials;

namespace GatewayPipeline.Delivery.GitHosts.Access;

/// <summary>Shows git hosts who the pipeline is, to fetch and to report. One for the process: it keeps tokens.</summary>
/// <param name="identities">The app's identities in Azure, by client id; null: managed ones.</param>
public sealed class HostAccess(
    ISecretReader secrets, TimeProvider time, Func<string?, TokenCredential>? identities = null)
{
    // One for the process: connections are kept, and nothing is followed, unpacked or remembered.
    private static readonly HttpClient Client =
        new(HttpReader.CreateTransport()) { Timeout = Timeout.InfiniteTimeSpan };

    private readonly Func<string?, TokenCredential> identities = identities ?? OpenIdentity;
    private readonly ConcurrentDictionary<(string Repository, HostCredential Credential), IHostTokenSource> tokens = [];

    /// <summary>What git is shown when the source's repository is fetched, or another one of the same host.</summary>
    public ICredentialSource CredentialsOf(TrackedSource source) => new SourceCredentials(this, source);

    /// <summary>What a host is shown for a source; null: nothing, as for a public repository.</summary>
    /// <exception cref="IOException">There should be a token, and it cannot be had.</exception>
    public Task<HostToken?> GetTokenAsync(
        TrackedSource source, HostPurpose purpose, CancellationToken cancellation) =>
        GetTokenAsync(source, purpose, other: null, cancellation);

    /// <param name="other">The name of another repository that the same credential opens, as a platform's is.</param>
    internal async Task<HostToken?> GetTokenAsync(
        TrackedSource source, HostPurpose purpose, string? other, CancellationToken cancellation) =>
        source.Credential is { } credential
            ? await tokens
                .GetOrAdd((source.Repository, credential), _ => Open(source, credential))
                .GetAsync(purpose, other, cancellation)
            : null;

    /// <summary>Who shows a review of a pull request of the source. Opened anew for each: tokens run out.</summary>
    /// <exception cref="IOException">The token cannot be had, or the source lives at no known host.</exception>
    public async Task<IReviewReporter> OpenReporterAsync(TrackedSource source, CancellationToken cancellation) =>
        HostOf(source).OpenReporter(
            OpenApi(source, await GetTokenAsync(source, HostPurpose.Report, cancellation)), source);

    private HostApi OpenApi(TrackedSource source, HostToken? token)
    {
        var host = HostOf(source);

        return new(Client, host.ApiOf(RepositoryOf(source)), host, token, time);
    }

    private IHostTokenSource Open(TrackedSource source, HostCredential credential) => credential switch
    {
        HostCredential.Token token => new SecretTokenSource(token, secrets),
        HostCredential.GitHubApp app => new GitHubAppTokenSource(
            app, source.RepositoryId, secrets, statement => OpenApi(source, statement), time),
        HostCredential.ManagedIdentity identity => new ManagedIdentityTokenSource(identities(identity.ClientId)),
        _ => throw new UnreachableException(),
    };

    internal static IGitHost HostOf(TrackedSource source) => GitHostCatalog.Find(source.Host)
        ?? throw new GitHostException($"The source {source.Name} lives at '{source.Host}', which is no known git host: "
            + $"there are {string.Join(", ", GitHostCatalog.All.Select(host => host.Name))}");

    internal static Uri RepositoryOf(TrackedSource source) =>
        Uri.TryCreate(source.Repository, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
            ? address
            : throw new GitHostException($"The source {source.Name} has no address at a git host: name its repository "
                + "with https://");

    private static TokenCredential OpenIdentity(string? client) => new ManagedIdentityCredential(
        client is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(client));
}
