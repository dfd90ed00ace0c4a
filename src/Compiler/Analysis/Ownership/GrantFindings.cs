using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model.Ownership;

namespace GatewayPipeline.Compiler.Analysis.Ownership;

/// <summary>Grants that contradict each other, or that somebody makes of what is not his.</summary>
internal static class GrantFindings
{
    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        var grants = subject.Model.Grants;
        foreach (var same in grants.All.GroupBy(grant => (grant.Pattern, grant.Path)))
        {
            foreach (var grant in same)
            {
                if (same.FirstOrDefault(other => other.Namespace != grant.Namespace) is { } other)
                {
                    diagnostics.Add(OwnershipRules.GrantedTwice.At(grant.Span, $"{grant}", other.Namespace)
                        .Also(other.Span, "here")
                        .WithHelp("grant each host, or each path of it, to one namespace"));
                }
            }
        }

        foreach (var grant in grants.Unowned)
        {
            var owner = grants.Find(grant.Pattern, grant.Path);
            diagnostics.Add(OwnershipRules.GrantNotOwned
                .At(grant.Span, $"namespace '{grant.GrantedBy}' cannot grant '{grant}'", WhyNot(grant, owner))
                .AlsoGranted(owner)
                .WithHelp($"write it into a HostOwnership of {Grantor(owner, subject.Model.Fleet.RootNamespace)}"));
        }
    }

    private static string WhyNot(HostGrant grant, HostGrant? owner) =>
        owner is not null && owner.Namespace == grant.GrantedBy
            ? "it may not use wildcards there itself"
            : Claim.Owner(owner);

    private static string Grantor(HostGrant? owner, string rootNamespace) =>
        owner is null || owner.Namespace == rootNamespace
        ? $"namespace '{rootNamespace}'"
        : $"namespace '{owner.Namespace}' or '{rootNamespace}'";
}
