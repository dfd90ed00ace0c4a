using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model.Ownership;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Analysis.Ownership;

/// <summary>A host that a namespace uses, and where it says so.</summary>
/// <param name="Host">In the form of <see cref="OwnedHost"/>.</param>
internal sealed record Claim(string Namespace, string Host, SourceSpan Span)
{
    public Diagnostic NotOwned(HostGrant? owner) => OwnershipRules.HostNotOwned
        .At(Span, $"namespace '{Namespace}' may not use host '{Host}'", Owner(owner))
        .AlsoGranted(owner)
        .WithHelp(Advice(owner));

    public Diagnostic NoWildcard(HostGrant grant) => OwnershipRules.WildcardNotGranted
        .At(Span, Namespace, grant.Pattern)
        .AlsoGranted(grant)
        .WithHelp("name the hosts, or add 'allowWildcard: true' to the grant");

    public static string Owner(HostGrant? owner) =>
        owner is null ? "no HostOwnership grants it" : $"it belongs to namespace '{owner.Namespace}'";

    public static string Advice(HostGrant? owner) => owner is null
        ? "grant it in a HostOwnership, or use a host that is granted"
        : $"ask those of namespace '{owner.Namespace}' to grant it, or use a host that is granted";
}

internal static class GrantPlaces
{
    extension(Diagnostic diagnostic)
    {
        /// <summary>Names the line that grants what the finding is about.</summary>
        public Diagnostic AlsoGranted(HostGrant? grant) => grant is null
            ? diagnostic
            : diagnostic.Also(grant.Span, $"granted to namespace '{grant.Namespace}' here");
    }
}
