using System.Collections.Immutable;

namespace GatewayPipeline.Delivery.GitHosts;

/// <summary>Every git host that is known. The list is its only home.</summary>
public static class GitHostCatalog
{
    public static ImmutableArray<IGitHost> All { get; } = [];

    /// <summary>Null for a name that none has.</summary>
    public static IGitHost? Find(string name) => All.FirstOrDefault(host => host.Name == name);
}
