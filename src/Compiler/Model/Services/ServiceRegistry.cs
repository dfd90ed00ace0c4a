using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Model.Services;

/// <summary>Every service that the gateway may see, by host.</summary>
internal sealed class ServiceRegistry
{
    private readonly Dictionary<string, ImmutableArray<Service>> byHost;
    private readonly ILookup<string, Service> hidden;

    /// <summary>
    /// In one namespace a host is one service: a Kubernetes Service before a ServiceEntry, else the oldest; endpoints
    /// that the others bring are added to it.
    /// </summary>
    public ServiceRegistry(IEnumerable<Service> services, string gatewayNamespace)
    {
        var byReach = services.ToLookup(service => service.Visibility.Reaches(gatewayNamespace));
        hidden = byReach[false].ToLookup(service => service.Host, StringComparer.Ordinal);
        byHost = byReach[true]
            .OldestFirst(service => service.Source)
            .GroupBy(service => service.Host, StringComparer.Ordinal)
            .ToDictionary(
                sameHost => sameHost.Key,
                sameHost => sameHost.GroupBy(service => service.Source.Namespace, StringComparer.Ordinal).Select(Merge).ToImmutableArray(),
                StringComparer.Ordinal);
    }

    public IEnumerable<string> Hosts => byHost.Keys;

    public bool IsEmpty => byHost.Count is 0 && hidden.Count is 0;

    /// <summary>The service of that host: the one in <paramref name="namespace"/> if there is one, else the oldest.</summary>
    public Service? Find(string host, string @namespace) => byHost.TryGetValue(host, out var services)
        ? services.FirstOrDefault(service => service.Source.Namespace == @namespace) ?? services[0]
        : null;

    /// <summary>A service of that host which the gateway may not see.</summary>
    public Service? FindHidden(string host, string @namespace) =>
        hidden[host].FirstOrDefault(service => service.Source.Namespace == @namespace) ?? hidden[host].FirstOrDefault();

    /// <summary>True if the tree has a service of that host, whether or not the gateway may see it.</summary>
    public bool Knows(string host) => byHost.ContainsKey(host) || hidden.Contains(host);

    /// <summary>What was probably meant by a host that no service has.</summary>
    public string Advice(string host, string domain) => Knows($"{host}.svc.{domain}")
        ? $"a name with its namespace is not enough: write '{host}.svc.{domain}'"
        : Spelling.Advice(host, Hosts) ?? "add a Service or a ServiceEntry for it";

    /// <summary>
    /// The service whose endpoints take the requests: of an alias the one that it names. Null if the tree has none and
    /// the name is not resolved either.
    /// </summary>
    public Service? Behind(Service named, string @namespace) => named.Alias is not { } host ? named
        : Find(host, @namespace) is { } target && (target.Alias is null || target.Endpoints is not []) ? target
        : named.Endpoints is [] ? null : named;

    private static Service Merge(IEnumerable<Service> sameHost)
    {
        var services = sameHost.ToImmutableArray();
        var first = services.FirstOrDefault(service => service.IsKubernetes) ?? services[0];

        return first with { Endpoints = [.. services.SelectMany(service => service.Endpoints).Distinct()] };
    }
}
