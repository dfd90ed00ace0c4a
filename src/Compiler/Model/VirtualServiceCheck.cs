using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Model;

/// <summary>What a VirtualService says of its hosts and its rules as a whole, by Istio's validation.</summary>
internal static class VirtualServiceCheck
{
    private static readonly string[] Rules = ["http", "tls", "tcp"];

    public static void Check(ManifestObject source, DiagnosticBag diagnostics)
    {
        var spec = source.Spec;
        if (!Rules.Any(name => spec.Objects(name) is not []))
        {
            diagnostics.Add(HttpRules.SaysNothing.At(source.NameSpan, "this VirtualService", string.Join(" or ", Rules)));
        }

        CheckHosts(spec, diagnostics);
    }

    private static void CheckHosts(Fields spec, DiagnosticBag diagnostics)
    {
        var hosts = spec.Texts("hosts");
        var gateways = spec.Texts("gateways");
        var isInMesh = gateways is [] || gateways.Any(gateway => gateway.Value is VirtualService.Mesh);
        for (var i = 0; i < hosts.Length; i++)
        {
            var host = hosts[i];
            if (host.Value is "*" && isInMesh)
            {
                diagnostics.Add(HttpRules.EveryHostInMesh.At(host.Span, "*").WithHelp("name a Gateway under gateways, or the hosts"));
            }

            if (hosts.Take(i).FirstOrDefault(other => Overlap(host.Value, other.Value)) is { } earlier)
            {
                diagnostics.Add(HttpRules.HostTwice.At(host.Span, host.Value, earlier.Value).Also(earlier.Span, "here"));
            }
        }
    }

    private static bool Overlap(string host, string other) => HostName.IsSubsetOf(host, other) || HostName.IsSubsetOf(other, host);
}
