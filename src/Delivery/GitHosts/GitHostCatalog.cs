using System.Collections.Immutable;
using GatewayPipeline.Delivery.GitHosts.AzureDevOps;
using GatewayPipeline.Delivery.GitHosts.Gitea;
using GatewayPipeline.Delivery.GitHosts.GitHub;
using GatewayPipeline.Delivery.GitHosts.GitLab;

namespace GatewayPipeline.Delivery.GitHosts;

/// <summary>Every git host that is known. The list is its only home.</summary>
public static class GitHostCatalog
{
    public static ImmutableArray<IGitHost> All { get; } =
    [
        new GitHubHost(),
        new GitLabHost(),
        new AzureDevOpsHost(),
        new GiteaHost(),
    ];

    /// <summary>Null for a name that none has.</summary>
    public static IGitHost? Find(string name) => All.FirstOrDefault(host => host.Name == name);
}
