using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Ir;

/// <summary>
/// Turns the rules for whole connections into filter chains: <c>tcp</c>, and <c>tls</c> by server name.
/// </summary>
internal sealed class L4Lowering(GatewayModel model, ServerBindings bindings, DestinationResolver destinations, DiagnosticBag diagnostics)
{
    // Of every port and address, the server names that a rule has taken, with the rule's match.
    private readonly Dictionary<(string Bind, int Port, string Name), Fields> taken = [];

    /// <summary>The chains of a server that does not speak HTTP. None: it takes no connection.</summary>
    public IEnumerable<FilterChain> Lower(Server server)
    {
        var chains = server.Tls is { IsPassthrough: true } ? PassThrough(server).ToList() : Terminated(server).ToList();
        if (chains is [] && !LacksTls(server))
        {
            diagnostics.Add(AnalysisRules.NothingBehindServer
                .At(server.PortSpan, $"{server.Port}", server.Tls is { IsPassthrough: true } ? "tls" : "tcp")
                .WithHelp($"bind a VirtualService to gateway '{server.Gateway}' that shares a host with this server"));
        }

        return chains;
    }

    // Of a server whose protocol asks for TLS settings that are not there, the check of the object has spoken.
    private static bool LacksTls(Server server) => server is { Tls: null, Protocol: PortProtocol.Https or PortProtocol.Tls };

    // The first rule that applies takes every connection. Server names count only where TLS ends.
    private IEnumerable<FilterChain> Terminated(Server server) => bindings.Of(server)
        .SelectMany(bound => bound.Service.Tcp)
        .Where(rule => rule.Applies(server) && rule.Destinations is not [])
        .Take(1)
        .Select(rule => new FilterChain
        {
            ServerNames = server.Tls is null ? [] : server.ServerNames,
            Tls = server.Tls,
            Target = ToTarget(rule, server),
            Origin = server.PortSpan,
        });

    private IEnumerable<FilterChain> PassThrough(Server server)
    {
        foreach (var rule in bindings.Of(server).SelectMany(bound => bound.Service.Tls))
        {
            foreach (var match in rule.Matches)
            {
                if (rule.Destinations is not [] && rule.Applies(match, server) && !IsTaken(match, server))
                {
                    yield return new()
                    {
                        ServerNames = [.. match.Texts("sniHosts").Select(name => name.Value)],
                        Target = ToTarget(rule, server),
                        Origin = match.SpanOf("sniHosts"),
                    };
                }
            }
        }
    }

    // Istio drops a whole match that names a server name which an earlier match has; its other names stay taken.
    private bool IsTaken(Fields match, Server server)
    {
        var lost = false;
        foreach (var name in match.Texts("sniHosts"))
        {
            var key = (server.BindAddress, server.Port, name.Value);
            if (!taken.TryAdd(key, match))
            {
                lost = true;
                diagnostics.Add(AnalysisRules.ServerNameLost
                    .At(name.Span, name.Value, $"{server.Port}")
                    .Also(taken[key].SpanOf("sniHosts"), "this match has the name")
                    .WithHelp("list a server name once for a port"));
            }
        }

        return lost;
    }

    private ChainTarget.Tcp ToTarget(L4Rule rule, Server server)
    {
        var targets = rule.Destinations.Select(entry => new WeightedDestination(
            entry,
            destinations.Resolve(rule.Source, entry.Object("destination") ?? entry, server.Port),
            (uint)Math.Clamp(entry.Integer("weight") ?? 0, 0, uint.MaxValue)));

        return new(rule, [.. targets], PolicyOf(rule), server.Protocol);
    }

    private TcpPolicy PolicyOf(L4Rule rule)
    {
        var first = rule.Destinations[0].Object("destination");
        var host = HostName.Qualify(first?.Text("host") ?? "", rule.Source.Namespace, model.Fleet.Domain);
        if (model.Services.Find(host, rule.Source.Namespace) is not { } service
            || model.DestinationRules.Find(service.Host, service.Source.Namespace) is not { } found)
        {
            return TcpPolicy.None;
        }

        return TcpPolicy.Of(found, rule.Destinations.Length is 1 ? first?.Text("subset") ?? "" : "");
    }
}
