using Envoy.Config.Route.V3;

namespace GatewayPipeline.Compiler.Routing;

/// <summary>A route configuration made ready: virtual hosts found by hash, the longest wildcard first.</summary>
internal sealed class CompiledRouteConfiguration
{
    private readonly RouteConfiguration configuration;
    private readonly Dictionary<string, CompiledVirtualHost> exact = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, Dictionary<string, CompiledVirtualHost>> suffixes = new(LongestFirst);
    private readonly SortedDictionary<int, Dictionary<string, CompiledVirtualHost>> prefixes = new(LongestFirst);
    private readonly CompiledVirtualHost? whatever;

    public CompiledRouteConfiguration(RouteConfiguration configuration)
    {
        this.configuration = configuration;
        foreach (var host in configuration.VirtualHosts)
        {
            var compiled = new CompiledVirtualHost(host, configuration);
            foreach (var domain in host.Domains.Select(domain => domain.ToLowerInvariant()))
            {
                switch (domain)
                {
                    case "*":
                        whatever ??= compiled;
                        break;
                    case ['*', .. var suffix]:
                        Add(suffixes, suffix, compiled);
                        break;
                    case [.. var prefix, '*']:
                        Add(prefixes, prefix, compiled);
                        break;
                    default:
                        exact.TryAdd(domain, compiled);
                        break;
                }
            }
        }
    }

    private static Comparer<int> LongestFirst { get; } = Comparer<int>.Create((left, right) => right.CompareTo(left));

    public RouteDecision Route(RequestView request, RouteDecision decision, bool explain)
    {
        decision = decision with { RouteConfiguration = configuration.Name };

        return Find(request.Authority) is { } host
            ? host.Route(request, decision, explain)
            : decision with
            {
                Outcome = new RouteOutcome.NotFound($"no virtual host takes host '{request.Authority}'"),
            };
    }

    private CompiledVirtualHost? Find(string authority)
    {
        if (exact.Count == 0 && suffixes.Count == 0 && prefixes.Count == 0)
        {
            return whatever;
        }

        if (authority.Length == 0)
        {
            return null;
        }

        var host = authority.ToLowerInvariant();
        if (configuration.IgnorePortInHostMatching && HostPort.StartOf(host) is >= 0 and var port)
        {
            host = host[..port];
        }

        return exact.GetValueOrDefault(host)
            ?? FindWildcard(suffixes, length => host[^length..], host.Length)
            ?? FindWildcard(prefixes, length => host[..length], host.Length)
            ?? whatever;
    }

    // A wildcard stands for at least one character.
    private static CompiledVirtualHost? FindWildcard(
        SortedDictionary<int, Dictionary<string, CompiledVirtualHost>> table, Func<int, string> part, int length)
    {
        foreach (var (wanted, hosts) in table)
        {
            if (wanted < length && hosts.TryGetValue(part(wanted), out var host))
            {
                return host;
            }
        }

        return null;
    }

    private static void Add(
        SortedDictionary<int, Dictionary<string, CompiledVirtualHost>> table, string part, CompiledVirtualHost host)
    {
        if (!table.TryGetValue(part.Length, out var hosts))
        {
            table[part.Length] = hosts = new(StringComparer.Ordinal);
        }

        hosts.TryAdd(part, host);
    }
}
