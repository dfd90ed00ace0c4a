using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>Which hosts the servers of one Gateway have; of many, exact ones are looked up.</summary>
internal sealed class GatewayHosts
{
    private const string AnyNamespace = "*";

    private readonly ILookup<string, string> exact;
    private readonly ImmutableArray<(string Namespace, string Host)> all;
    private readonly ImmutableArray<(string Namespace, string Host)> wildcards;

    public GatewayHosts(Gateway gateway)
    {
        all =
        [
            .. gateway.Servers.SelectMany(server => server.Hosts).Select(host => host.Split('/', 2) is [var space, var name]
                ? (space, name)
                : (AnyNamespace, host)),
        ];
        wildcards = [.. all.Where(each => HostName.IsWildcard(each.Host))];
        exact = all.ToLookup(each => each.Host, each => each.Namespace, StringComparer.Ordinal);
    }

    /// <summary>True if a server has the host, or a part of it, for VirtualServices of that namespace.</summary>
    public bool Has(string host, string @namespace) =>
        exact[host].Any(space => IsFor(space, @namespace))
        || wildcards.Any(each => IsFor(each.Namespace, @namespace) && HostName.IsSubsetOf(host, each.Host))
        || (HostName.IsWildcard(host) && all.Any(each => IsFor(each.Namespace, @namespace) && HostName.IsSubsetOf(each.Host, host)));

    /// <summary>Why a server that seems to have the host does not; null if none seems to.</summary>
    public string? WhyNot(string host, string @namespace)
    {
        var likely = all.FirstOrDefault(each => HostName.IsSubsetOf(host.ToLowerInvariant(), each.Host.ToLowerInvariant()));

        return likely.Host is null ? null
            : IsFor(likely.Namespace, @namespace) ? $"write it as the server does, in small or capital letters: '{likely.Host}'"
            : $"its host '{likely.Host}' is for VirtualServices of namespace '{likely.Namespace}', and this one is in '{@namespace}'";
    }

    public override string ToString() => string.Join(", ", all.Select(each => each.Host).Distinct(StringComparer.Ordinal).Take(8));

    private static bool IsFor(string space, string @namespace) => space is AnyNamespace || space == @namespace;
}
