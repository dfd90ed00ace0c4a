using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Ir;

/// <summary>The servers that share one socket, in the order in which they were taken.</summary>
internal sealed record MergedPort(string Bind, int Port, ImmutableArray<Server> Servers)
{
    private const string Wildcard = "0.0.0.0";

    public string Address => Bind is "" ? Wildcard : Bind;

    /// <summary>Istio's name: a bind address is part of it.</summary>
    public string RouteConfiguration => Bind is "" ? $"http.{Port}" : $"http.{Port}.{Bind}";
}

/// <summary>
/// Merges the servers of all Gateways by port and bind address. HTTP servers share a port; among servers that do not get
/// along, the one of the older Gateway stays.
/// </summary>
internal static class ServerMerge
{
    public static ImmutableArray<MergedPort> Merge(ImmutableArray<Model.Gateway> gateways, DiagnosticBag diagnostics)
    {
        var taken = new Dictionary<(string, int), MergedPort>();
        var redirectHosts = new Dictionary<(string, int, string), Server>();
        foreach (var server in gateways.SelectMany(gateway => gateway.Servers))
        {
            if (!server.Protocol.IsHttp())
            {
                ReportUnhandled(server, diagnostics);
            }
            else if (!LosesHost(server, redirectHosts, diagnostics))
            {
                var key = (server.BindAddress, server.Port);
                taken[key] = taken.TryGetValue(key, out var port)
                    ? port with { Servers = port.Servers.Add(server) }
                    : new(server.BindAddress, server.Port, [server]);
            }
        }

        return [.. taken.Values];
    }

    private static void ReportUnhandled(Server server, DiagnosticBag diagnostics)
    {
        // An unknown spelling is the schema's to report.
        if (server.Protocol is not PortProtocol.Unknown)
        {
            diagnostics.Add(ValueRules.NotHandledYet.At(server.ProtocolSpan, $"protocol {server.Protocol.ToString().ToUpperInvariant()} of a Gateway's server"));
        }
    }

    // Istio drops a whole server that repeats a host which a server with `tls` already has on that port.
    private static bool LosesHost(Server server, Dictionary<(string, int, string), Server> redirectHosts, DiagnosticBag diagnostics)
    {
        if (!server.HttpsRedirect)
        {
            return false;
        }

        foreach (var host in server.Hosts)
        {
            if (redirectHosts.TryGetValue((server.BindAddress, server.Port, host), out var first))
            {
                diagnostics.Add(AnalysisRules.ServerLost
                    .At(server.PortSpan, host, $"{server.Port}")
                    .Also(first.PortSpan, "this server has the host")
                    .WithHelp("list the host in one server only"));

                return true;
            }
        }

        foreach (var host in server.Hosts)
        {
            redirectHosts.TryAdd((server.BindAddress, server.Port, host), server);
        }

        return false;
    }
}
