using System.Net;
using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>Listeners that cannot stand side by side, and filter chains that nobody could tell apart.</summary>
internal sealed class ListenerChecks : IResourceCheck
{
    /// <summary>What the operating system allows for the path of a socket.</summary>
    private const int LongestSocketPath = 108;

    public IEnumerable<ResourceProblem> Check(EnvoyResources resources)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var listener in resources.Listeners)
        {
            if (!names.Add(listener.Name))
            {
                yield return Problem(
                    EnvoyRules.NameTaken, listener, "name", $"there are two listeners '{listener.Name}'");
            }

            if (AddressOf(listener.Address) is { } address && !addresses.TryAdd(address, listener.Name))
            {
                yield return Problem(
                    EnvoyRules.AddressTaken, listener, "address",
                        $"{address} belongs to listener '{addresses[address]}' already");
            }

            foreach (var problem in Malformed(listener).Concat(Chains(listener)))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<ResourceProblem> Malformed(Listener listener)
    {
        if (listener.Address?.SocketAddress is { } socket && !IPAddress.TryParse(socket.Address, out _))
        {
            yield return Problem(
                EnvoyRules.AddressMalformed, listener, "address.socket_address",
                    $"'{socket.Address}' is no IP address");
        }

        if (listener.Address?.Pipe is { } pipe && pipe.Path.Length > LongestSocketPath)
        {
            yield return Problem(
                EnvoyRules.AddressMalformed, listener, "address.pipe",
                $"the path has {pipe.Path.Length} characters, at most {LongestSocketPath} are allowed");
        }
    }

    private static IEnumerable<ResourceProblem> Chains(Listener listener)
    {
        if (listener.FilterChains.Count == 0 && listener.DefaultFilterChain is null)
        {
            yield return Problem(
                EnvoyRules.ListenerEmpty, listener, "filter_chains", "the listener has no filter chain");
        }

        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < listener.FilterChains.Count; i++)
        {
            var chain = listener.FilterChains[i];
            var match = chain.FilterChainMatch ?? new();
            var path = $"filter_chains[{i}].filter_chain_match";
            var name = chain.Name.Length > 0 ? chain.Name : $"filter chain {i}";
            foreach (var server in match.ServerNames.DefaultIfEmpty(""))
            {
                if (server.Contains('*', StringComparison.Ordinal)
                    && !server.StartsWith("*.", StringComparison.Ordinal))
                {
                    yield return Problem(
                        EnvoyRules.ServerNameImpossible, listener, path,
                            $"server name '{server}' is no wildcard that Envoy knows");
                }

                // Everything but the server names together with each single one: two chains may share neither.
                var rest = match.Clone();
                rest.ServerNames.Clear();
                var key = $"{server}\n{rest}";
                if (!taken.TryAdd(key, name))
                {
                    yield return Problem(
                        EnvoyRules.FilterChainsOverlap, listener, path,
                        server.Length == 0
                            ? $"takes the same connections as '{taken[key]}'"
                            : $"takes server name '{server}', which '{taken[key]}' takes already");
                }
            }
        }
    }

    private static string? AddressOf(Address? address) => address switch
    {
        { SocketAddress: { } socket } =>
            $"{socket.Protocol.ToString().ToLowerInvariant()} {socket.Address}:{socket.PortValue}",
        { Pipe: { } pipe } => pipe.Path,
        _ => null,
    };

    private static ResourceProblem Problem(Rule<string, string> rule, Listener listener, string path, string message) =>
        new(rule, TypeUrls.Listener, listener.Name, path, message);
}
