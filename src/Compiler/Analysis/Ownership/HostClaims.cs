using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Ir;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Ownership;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Analysis.Ownership;

/// <summary>Hosts that VirtualServices serve at gateways, and server names that they take, without having been granted them.</summary>
internal static class HostClaims
{
    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        var grants = subject.Model.Grants;
        if (!grants.Decide)
        {
            return;
        }

        var bindings = new ServerBindings(subject.Model);
        foreach (var server in subject.Model.Gateways.SelectMany(gateway => gateway.Servers))
        {
            var speaksHttp = server.Protocol.IsHttp() || server.TerminatesHttps;
            foreach (var (service, hosts) in bindings.Of(server))
            {
                foreach (var host in hosts)
                {
                    Check(service, host, server, speaksHttp, grants, diagnostics);
                }
            }
        }
    }

    private static void Check(
        VirtualService service, string served, Server server, bool speaksHttp, HostGrants grants, DiagnosticBag diagnostics)
    {
        var host = OwnedHost.Normalise(served) ?? served;
        var claim = new Claim(service.Source.Namespace, host, PlaceOf(service, served));
        ImmutableArray<HostGrant> covering = [.. grants.Covering(host)];
        ImmutableArray<HostGrant> own = [.. covering.Where(grant =>
            grant.Namespace == claim.Namespace && grants.Find(host, grant.Path) == grant)];
        if (own is [])
        {
            diagnostics.Add(claim.NotOwned(grants.Find(host, HostGrant.Root) ?? covering.FirstOrDefault()));
        }
        else if (HostName.IsWildcard(host) && !own.Any(grant => grant.AllowsWildcard))
        {
            diagnostics.Add(claim.NoWildcard(own[0]));
        }
        else if (speaksHttp)
        {
            PathClaims.Check(service, server.Gateway, claim, covering, diagnostics);
        }
        else if ((server.Tls is { IsPassthrough: true } ? service.Tls : service.Tcp) is not [])
        {
            CheckConnections(service, server, claim, grants, diagnostics);
        }
    }

    // A connection tells no path, so the whole host is taken; and no virtual host keeps a wildcard from a narrower one.
    private static void CheckConnections(
        VirtualService service, Server server, Claim claim, HostGrants grants, DiagnosticBag diagnostics)
    {
        CheckWhole(claim, grants, diagnostics);
        foreach (var name in service.Tls.Where(_ => server.Tls is { IsPassthrough: true })
            .SelectMany(rule => rule.Matches).SelectMany(match => match.Texts("sniHosts")))
        {
            var host = OwnedHost.Normalise(name.Value) ?? name.Value;
            CheckWhole(claim with { Host = host, Span = name.Span }, grants, diagnostics);
        }
    }

    private static void CheckWhole(Claim claim, HostGrants grants, DiagnosticBag diagnostics)
    {
        ImmutableArray<HostGrant> covering = [.. grants.Covering(claim.Host)];
        var owner = covering.FirstOrDefault(grant => grant.IsWholeHost);
        var narrower = covering.TakeWhile(grant => grant != owner);
        var within = HostName.IsWildcard(claim.Host) ? grants.Beneath(claim.Host) : [];
        if (owner?.Namespace != claim.Namespace)
        {
            diagnostics.Add(claim.NotOwned(owner));
        }
        else if (narrower.Concat(within).FirstOrDefault(grant => grant.Namespace != claim.Namespace) is { } other)
        {
            diagnostics.Add((claim with { Host = $"{other}" }).NotOwned(other));
        }
        else if (HostName.IsWildcard(claim.Host) && !owner.AllowsWildcard)
        {
            diagnostics.Add(claim.NoWildcard(owner));
        }
    }

    private static Text.SourceSpan PlaceOf(VirtualService service, string served)
    {
        var written = service.Source.Spec.Texts("hosts");
        var index = service.Hosts.Index().FirstOrDefault(host => HostName.IsSubsetOf(served, host.Item)).Index;

        return index < written.Length ? written[index].Span : service.Source.NameSpan;
    }
}
