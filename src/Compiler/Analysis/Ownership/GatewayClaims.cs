using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Ownership;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Analysis.Ownership;

/// <summary>
/// Hosts that servers open without having been granted them. Whoever opens a host settles its certificate, so a path of
/// it is not enough. <c>namespace/host</c> opens it for another namespace: for its owner, and within what is granted to
/// the Gateway's own.
/// </summary>
internal static class GatewayClaims
{
    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        var grants = subject.Model.Grants;
        if (!grants.Decide)
        {
            return;
        }

        foreach (var gateway in subject.Model.Gateways)
        {
            foreach (var host in gateway.Source.Spec.Objects("servers").SelectMany(server => server.Texts("hosts")))
            {
                Check(host, gateway.Source.Namespace, grants, diagnostics);
            }
        }
    }

    private static void Check(ScalarSyntax written, string home, HostGrants grants, DiagnosticBag diagnostics)
    {
        var (space, name) = written.Value.Split('/', 2) is [var first, var rest] ? (first, rest) : (home, written.Value);
        var host = OwnedHost.Normalise(name) ?? name;
        var user = space is "." or "*" ? home : space;
        var owner = grants.Find(host, HostGrant.Root);
        var claim = new Claim(user, host, written.Span);
        if (owner is null || owner.Namespace != user)
        {
            diagnostics.Add(claim.NotOwned(owner));
        }
        else if (HostName.IsWildcard(host) && !owner.AllowsWildcard)
        {
            diagnostics.Add(claim.NoWildcard(owner));
        }
        else if (user != home && !grants.Covering(host).Any(wider => wider.Namespace == home && wider.IsWholeHost))
        {
            diagnostics.Add((claim with { Namespace = home }).NotOwned(owner));
        }
    }
}
