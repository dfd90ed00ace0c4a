using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>VirtualServices that no gateway takes, because they name none, or <c>mesh</c> alone.</summary>
internal static class MeshBindings
{
    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        // Where there is no Gateway at all, nothing was forgotten.
        foreach (var service in subject.Model.Gateways is [] ? [] : subject.Model.AllVirtualServices)
        {
            if (service.Hosts is [var host, ..] && service.Gateways.All(reference => reference.Name is VirtualService.Mesh))
            {
                Report(subject, service, host, diagnostics);
            }
        }
    }

    // What sidecars route is known to the mesh; a host that it does not know is one for a gateway.
    private static void Report(Subject subject, VirtualService service, string host, DiagnosticBag diagnostics)
    {
        var hosts = service.Source.Spec.SpanOf("hosts");
        if (service.Gateways is [] && !service.Hosts.Any(subject.Model.Services.Knows))
        {
            diagnostics.Add(MistakeRules.ForgottenGateway.At(hosts, host)
                .WithHelp(subject.Model.Gateways is [var gateway, ..]
                    ? $"bind it to a Gateway: gateways: [{gateway.QualifiedName}]"
                    : "bind it to a Gateway by naming it under gateways"));
        }
        else
        {
            diagnostics.Add(MistakeRules.MeshAlone.At(service.Gateways is [var mesh, ..] ? mesh.Span : hosts, host));
        }
    }
}
