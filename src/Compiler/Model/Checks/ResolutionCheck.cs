using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>What goes with each <c>resolution</c> of a ServiceEntry.</summary>
internal static class ResolutionCheck
{
    private static readonly string[] Names = ["NONE", "STATIC", "DNS", "DNS_ROUND_ROBIN", "DYNAMIC_DNS"];

    private static readonly ImmutableArray<PortProtocol> ForDynamicDns =
        [PortProtocol.Http, PortProtocol.Http2, PortProtocol.Grpc, PortProtocol.Tls];

    /// <summary>The resolution by name; what is not said is NONE. Null: one that there is not.</summary>
    public static string? Of(Fields spec) => spec.Has("resolution") ? spec.Choice("resolution", Names) : "NONE";

    public static void Check(Fields spec, DiagnosticBag diagnostics)
    {
        var resolution = Of(spec);
        var endpoints = spec.Objects("endpoints");
        switch (resolution)
        {
            case "NONE":
                Forbid(spec, "endpoints", resolution, "the address that the client asks for is the endpoint", diagnostics);
                break;
            case "STATIC":
                CheckEndpoints(spec, endpoints, allowNames: false, diagnostics);
                break;
            case "DNS" or "DNS_ROUND_ROBIN":
                CheckNamed(spec, endpoints, resolution, diagnostics);
                break;
            case "DYNAMIC_DNS":
                CheckDynamic(spec, diagnostics);
                break;
        }

        if (resolution is not (null or "NONE" or "STATIC"))
        {
            foreach (var range in spec.Texts("addresses").Where(address => address.Value.Contains('/', StringComparison.Ordinal)))
            {
                diagnostics.Add(ValueRules.NotAllowedHere.At(range.Span, range.Value, $"with resolution {resolution}")
                    .WithHelp("name single addresses, or choose STATIC"));
            }
        }

        if (resolution is "NONE" or "DNS" or "DNS_ROUND_ROBIN" && spec.Has("workloadSelector"))
        {
            diagnostics.Add(ValueRules.WithoutEffect.At(spec.KeySpanOf("workloadSelector"), "workloadSelector", $"it goes with resolution STATIC, not {resolution}"));
        }
    }

    private static void CheckEndpoints(Fields spec, ImmutableArray<Fields> endpoints, bool allowNames, DiagnosticBag diagnostics)
    {
        foreach (var endpoint in endpoints)
        {
            EndpointCheck.CheckAddress(endpoint, "an endpoint", allowNames, allowSockets: !allowNames, diagnostics);
            EndpointCheck.CheckPorts(endpoint, spec, diagnostics);
            LabelCheck.CheckLabels(endpoint, "labels", diagnostics);
        }
    }

    private static void CheckNamed(Fields spec, ImmutableArray<Fields> endpoints, string resolution, DiagnosticBag diagnostics)
    {
        CheckEndpoints(spec, endpoints, allowNames: true, diagnostics);
        if (endpoints is [])
        {
            foreach (var host in spec.Texts("hosts").Where(host => host.Value is not "*" && DomainName.Problem(host.Value) is not null && DomainName.WildcardProblem(host.Value) is null))
            {
                diagnostics.Add(NameRules.NoHost.At(host.Span, host.Value, $"resolution {resolution} looks it up, as there are no endpoints")
                    .WithHelp("list endpoints, or name a host without wildcard"));
            }
        }

        if (resolution is "DNS_ROUND_ROBIN" && endpoints.Length > 1)
        {
            diagnostics.Add(SchemaRules.BadLength.At(spec.KeySpanOf("endpoints"), "endpoints", $"at most 1 item with resolution {resolution}, and this has {endpoints.Length}"));
        }
    }

    // Every request's own host is looked up, so nothing else may say where it goes.
    private static void CheckDynamic(Fields spec, DiagnosticBag diagnostics)
    {
        Forbid(spec, "endpoints", "DYNAMIC_DNS", "each request's host is looked up", diagnostics);
        Forbid(spec, "addresses", "DYNAMIC_DNS", "each request's host is looked up", diagnostics);
        foreach (var host in spec.Texts("hosts").Where(host => host.Value is not "*" && !host.Value.StartsWith('*')))
        {
            diagnostics.Add(NameRules.NoHost.At(host.Span, host.Value, "resolution DYNAMIC_DNS is for wildcards").WithHelp("choose resolution DNS"));
        }

        foreach (var port in spec.Objects("ports"))
        {
            if (!ForDynamicDns.Contains(PortProtocols.Parse(port.Text("protocol"))))
            {
                diagnostics.Add(ValueRules.NotAllowedHere.At(port.SpanOf("protocol"), port.Text("protocol") ?? "", "with resolution DYNAMIC_DNS")
                    .WithHelp("use HTTP, HTTP2, GRPC or TLS, which name the host"));
            }
        }
    }

    private static void Forbid(Fields spec, string name, string resolution, string reason, DiagnosticBag diagnostics)
    {
        if (spec.Node(name) is SequenceSyntax { Items.Length: > 0 })
        {
            diagnostics.Add(ValueRules.NotAllowedHere.At(spec.KeySpanOf(name), name, $"with resolution {resolution}: {reason}")
                .WithHelp("choose resolution STATIC or DNS, or leave them out"));
        }
    }
}
