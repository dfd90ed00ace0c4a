using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model.Ownership;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>What a HostOwnership alone tells: hosts, namespaces and paths that can be.</summary>
internal static class HostOwnershipCheck
{
    public static void Check(ManifestObject source, DiagnosticBag diagnostics)
    {
        foreach (var rule in source.Spec.Objects("rules"))
        {
            foreach (var host in rule.Texts("hosts"))
            {
                if (HostPattern.Problem(host.Value) is { } problem)
                {
                    diagnostics.Add(OwnershipRules.BadPattern.At(host.Span, host.Value, problem)
                        .WithHelp("write a full name, '*.' and a full name, or '*' for every host"));
                }
            }

            foreach (var path in rule.Texts("pathPrefixes"))
            {
                if (HostPattern.PathProblem(path.Value) is { } problem)
                {
                    diagnostics.Add(OwnershipRules.BadPattern.At(path.Span, path.Value, problem)
                        .WithHelp("write whole segments, such as /api or /shop/orders"));
                }
            }

            if (rule.Scalar("namespace") is { } space)
            {
                NameCheck.CheckLabel(space.Value, "a namespace", space.Span, diagnostics);
            }
        }
    }
}
