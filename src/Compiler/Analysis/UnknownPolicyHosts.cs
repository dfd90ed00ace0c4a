using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>DestinationRules for hosts that the tree does not have. Of wildcards it is not said: they wait for what may come.</summary>
internal static class UnknownPolicyHosts
{
    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        var services = subject.Model.Services;
        if (services.IsEmpty)
        {
            // A tree of policies alone is a part of something.
            return;
        }

        foreach (var rule in subject.Model.DestinationRules.All)
        {
            if (rule.Host is not "" && !HostName.IsWildcard(rule.Host) && !services.Knows(rule.Host))
            {
                diagnostics.Add(BindingRules.UnknownPolicyHost.At(rule.Source.Spec.SpanOf("host"), rule.Host)
                    .WithHelp(services.Advice(rule.Host, subject.Model.Fleet.Domain)));
            }
        }
    }
}
