using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model.Services;

namespace GatewayPipeline.Compiler.Analysis.Upstreams;

/// <summary>
/// Routes that lead to the gateway itself, or to what its machine alone may ask: its administration, a cloud's credentials.
/// What a name resolves to nobody knows here.
/// </summary>
internal static class LocalUpstreams
{
    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        if (subject.AllowsLocalUpstreams)
        {
            return;
        }

        var allowed = subject.Model.Fleet.AllowedUpstreams;
        var described = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var cluster in subject.Gateway.Clusters)
        {
            foreach (var endpoint in cluster.Endpoints)
            {
                if (Describe(endpoint.Address) is { } what && !allowed.Any(one => OwnAddress.IsAllowedBy(one, endpoint.Address)))
                {
                    diagnostics.Add(UpstreamRules.OwnMachine.At(PlaceOf(endpoint, cluster.Service), endpoint.Address, what)
                        .WithHelp("name the address in allowedUpstreams of the Fleet if it is meant"));
                }
            }
        }

        string? Describe(string address)
        {
            if (!described.TryGetValue(address, out var what))
            {
                described.Add(address, what = OwnAddress.Describe(address));
            }

            return what;
        }
    }

    private static Text.SourceSpan PlaceOf(Endpoint endpoint, Service service) =>
        endpoint.Span is { Path: not null } written ? written : service.Source.NameSpan;
}
