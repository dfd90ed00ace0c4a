using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>How long a request may take: <c>timeout</c>. Without it there is no limit: Envoy's own 15 s are switched off.</summary>
internal sealed class Timeout : IRouteFeature
{
    public ImmutableArray<string> Fields { get; } = ["timeout"];

    public void Check(Model.Fields rule, DiagnosticBag diagnostics) => DurationCheck.Check(rule, "timeout", diagnostics);

    public void Write(Ir.Route route, RouteV3.Route target)
    {
        if (route.Action is not Ir.RouteAction.Forward)
        {
            return;
        }

        target.Forwarding.Timeout = (route.Rule.Fields.Duration("timeout") ?? TimeSpan.Zero).ToProto();

        // Istio also lets a gRPC client ask for less by its header. The field for that is deprecated, its successor
        // switches `timeout` off, and client and upstream both keep to the header anyway: so not in profile edge.
        if (route.Profile is Profile.Istio)
        {
#pragma warning disable CS0612 // Deprecated, and the only field that says this.
            target.Forwarding.MaxGrpcTimeout = target.Forwarding.Timeout.Clone();
#pragma warning restore CS0612
        }
    }
}
