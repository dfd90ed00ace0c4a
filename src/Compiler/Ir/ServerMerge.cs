using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Ir;

/// <summary>The servers that share one socket, in the order in which they were taken.</summary>
internal sealed record MergedPort(string Bind, int Port, ImmutableArray<Server> Servers)
{
    private const string Wildcard = "0.0.0.0";

    public string Address => Bind is "" ? Wildcard : Bind;

    /// <summary>Istio's name for the routes of plain HTTP: a bind address is part of it.</summary>
    public string RouteConfiguration => $"http.{Port}{Suffix(Bind)}";

    /// <summary>Istio's name for the routes of a server that ends TLS, which shares them with no other.</summary>
    public static string RouteConfigurationOf(Server server) =>
        $"https.{server.Port}.{server.PortName}.{server.Source.Name}.{server.Source.Namespace}{Suffix(server.BindAddress)}";

    private static string Suffix(string bind) => bind is "" ? "" : $".{bind}";
}

/// <summary>
/// Merges the servers of all Gateways by port and bind address: plain HTTP servers with each other, TLS servers with
/// each other by server name. Among servers that do not get along, the one of the older Gateway stays.
/// </summary>
internal sealed class ServerMerge
{
    private readonly DiagnosticBag diagnostics;
    private readonly Dictionary<(string Bind, int Port), MergedPort> taken = [];
    private readonly Dictionary<(string Bind, int Port, string Host), Server> hosts = [];
    private readonly Dictionary<string, Server> routeNames = new(StringComparer.Ordinal);

    // As in Istio, what the first server of a port number is decides how all later ones are judged, whatever they bind.
    private readonly Dictionary<int, Server> first = [];
    private readonly HashSet<(string Bind, int Port)> besideTls = [];

    private ServerMerge(DiagnosticBag diagnostics) => this.diagnostics = diagnostics;

    public static ImmutableArray<MergedPort> Merge(ImmutableArray<Model.Gateway> gateways, DiagnosticBag diagnostics)
    {
        var merge = new ServerMerge(diagnostics);
        foreach (var server in gateways.SelectMany(gateway => gateway.Servers))
        {
            if (merge.IsHandled(server) && !merge.LosesHost(server) && !merge.Conflicts(server))
            {
                merge.Take(server);
            }
        }

        return [.. merge.taken.Values];
    }

    // An unknown spelling of a protocol is the schema's to report.
    private bool IsHandled(Server server)
    {
        var problem = server.Tls?.Mode switch
        {
            TlsMode.AutoPassthrough => TrafficPolicyRules.MeshConnection.At(server.Tls.Fields.SpanOf("mode"), "AUTO_PASSTHROUGH")
                .WithHelp("use PASSTHROUGH, and a VirtualService with rules under tls"),
            TlsMode.IstioMutual => TrafficPolicyRules.MeshCertificate.At(server.Tls.Fields.SpanOf("mode"), "ISTIO_MUTUAL")
                .WithHelp("use MUTUAL with a credentialName"),
            _ when server.Protocol is PortProtocol.Udp => ValueRules.NotHandledYet.At(server.ProtocolSpan, "protocol UDP of a Gateway's server"),
            _ => null,
        };
        if (problem is not null)
        {
            diagnostics.Add(problem);
        }

        return problem is null && server.Protocol is not PortProtocol.Unknown;
    }

    private void Take(Server server)
    {
        var key = (server.BindAddress, server.Port);
        first.TryAdd(server.Port, server);
        taken[key] = taken.TryGetValue(key, out var port)
            ? port with { Servers = port.Servers.Add(server) }
            : new(server.BindAddress, server.Port, [server]);
    }

    // Istio drops a whole server that repeats a host which a server with `tls` already has on that port. The other
    // hosts of a dropped server stay taken all the same.
    private bool LosesHost(Server server)
    {
        if (!server.HasTlsSettings)
        {
            return false;
        }

        var lost = false;
        foreach (var host in server.Hosts)
        {
            var key = (server.BindAddress, server.Port, host);
            if (!hosts.TryAdd(key, server) && !lost)
            {
                lost = true;
                diagnostics.Add(AnalysisRules.ServerLost
                    .At(server.PortSpan, host, $"{server.Port}")
                    .Also(hosts[key].PortSpan, "this server has the host")
                    .WithHelp("list the host in one server only"));
            }
        }

        return lost;
    }

    private bool Conflicts(Server server)
    {
        if (server.TerminatesHttps && !routeNames.TryAdd(MergedPort.RouteConfigurationOf(server), server))
        {
            Report(server, routeNames[MergedPort.RouteConfigurationOf(server)], $"an older server has the port name '{server.PortName}' too");

            return true;
        }

        return first.TryGetValue(server.Port, out var older)
            && (older.Tls is null ? ConflictsWithPlaintext(server, older) : ConflictsWithTls(server, older));
    }

    private bool ConflictsWithPlaintext(Server server, Server older)
    {
        if (server.BindAddress != older.BindAddress || (server.Protocol.IsHttp() && older.Protocol.IsHttp()))
        {
            return false;
        }

        Report(server, older, $"an older server speaks plain {older.Protocol.ToString().ToUpperInvariant()} there");

        return true;
    }

    // One plaintext server may stand beside the first TLS server: it gets the connections that name no server.
    private bool ConflictsWithTls(Server server, Server older)
    {
        var isNew = besideTls.Add((server.BindAddress, server.Port));
        if (server.HasTlsSettings || isNew)
        {
            return false;
        }

        Report(server, older, "older servers speak TLS there");

        return true;
    }

    private void Report(Server server, Server older, string reason) => diagnostics.Add(AnalysisRules.ServerConflict
        .At(server.PortSpan, $"{server.Port}", reason)
        .Also(older.PortSpan, "the older server")
        .WithHelp("give this server a port of its own, or the protocol of the older one"));
}
