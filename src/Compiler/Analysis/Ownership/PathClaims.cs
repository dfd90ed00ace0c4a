using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Ir;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Ownership;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Analysis.Ownership;

/// <summary>Rules that take paths of a host which were granted to another namespace, or to none.</summary>
internal static class PathClaims
{
    public static void Check(
        VirtualService service,
        string gateway,
        Claim claim,
        ImmutableArray<HostGrant> covering,
        DiagnosticBag diagnostics)
    {
        if (covering is [{ IsWholeHost: true } whole, ..] && whole.Namespace == claim.Namespace)
        {
            return;
        }

        foreach (var rule in service.Http)
        {
            if (rule.Matches is [])
            {
                Check(null, rule.Fields.FirstKeySpan, claim, covering, diagnostics);
            }

            foreach (var match in rule.Matches.Where(match => IsFor(gateway, match, service)))
            {
                Check(match, match.Object("uri")?.FirstKeySpan ?? match.FirstKeySpan, claim, covering, diagnostics);
            }
        }
    }

    private static bool IsFor(string gateway, Fields match, VirtualService service) =>
        match.Texts("gateways") is var names
        && (names is [] || names.Any(name => VirtualService.Resolve(name.Value, service.Source.Namespace) == gateway));

    private static void Check(
        Fields? match, SourceSpan place, Claim claim, ImmutableArray<HostGrant> covering, DiagnosticBag diagnostics)
    {
        var paths = ClaimedPaths.Of(match);
        var isLast = RouteLowering.IsCatchAll(match);
        foreach (var grant in covering)
        {
            var isOwn = grant.Namespace == claim.Namespace;
            if (paths.LieIn(grant))
            {
                if (!isOwn)
                {
                    diagnostics.Add(Refuse(place, claim, paths, grant));
                }

                return;
            }

            // A rule that takes everything stands behind all others of its host, so it leaves them what is theirs.
            if (!isOwn && !isLast && paths.Meet(grant))
            {
                diagnostics.Add(Refuse(place, claim, paths, grant));

                return;
            }
        }

        diagnostics.Add(Refuse(place, claim, paths, null));
    }

    private static Diagnostic Refuse(SourceSpan place, Claim claim, ClaimedPaths paths, HostGrant? owner) =>
        OwnershipRules.PathNotOwned
            .At(place,
                $"namespace '{claim.Namespace}' may not use {paths} of host '{claim.Host}'",
                owner is null || paths.LieIn(owner)
                    ? Claim.Owner(owner)
                    : $"'{owner}' belongs to namespace '{owner.Namespace}'")
            .AlsoGranted(owner)
            .WithHelp("take whole segments that are granted: exact: /api and prefix: /api/, where /api is");
}
