using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>Fleets that allow less than what their gateways would get.</summary>
internal static class FleetBounds
{
    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        if (subject.Model.Fleet is not { Source: { } source, Limits: var limits })
        {
            return;
        }

        var hosts = subject.Gateway.RouteConfigurations.SelectMany(configuration => configuration.VirtualHosts)
            .Where(host => host.Routes is not [])
            .ToList();
        Check("hosts", hosts.Sum(host => (long)host.Domains.Length), limits.Hosts);
        Check("routes", hosts.Sum(host => (long)host.Routes.Length), limits.Routes);
        Check("files", subject.Size.Files, limits.Files);
        Check("fileBytes", subject.Size.LargestFile, limits.FileBytes);
        Check("treeBytes", subject.Size.All, limits.TreeBytes);

        static string Count(string what, long count) => what switch
        {
            "fileBytes" => $"{count} bytes in one file",
            "treeBytes" => $"{count} bytes in all files",
            _ => $"{count} {what}",
        };

        void Check(string what, long count, long? limit)
        {
            if (count > limit && source.Spec.Object("limits") is { } written)
            {
                diagnostics.Add(FleetRules.LimitExceeded.At(written.SpanOf(what), Count(what, count), limit.Value)
                    .WithHelp("take some out, or raise the limit"));
            }
        }
    }
}
