using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>Something that answers at an address: a WorkloadEntry, or an endpoint of a ServiceEntry.</summary>
internal static class EndpointCheck
{
    public static void Check(ManifestObject source, DiagnosticBag diagnostics)
    {
        var spec = source.Spec;
        if (!IsGiven(spec, "address") && !IsGiven(spec, "network"))
        {
            diagnostics.Add(SchemaRules.RequiredField.At(source.NameSpan, "address", "a WorkloadEntry").WithHelp("add 'address'"));

            return;
        }

        CheckAddress(spec, "a WorkloadEntry", allowNames: true, allowSockets: true, diagnostics);
        CheckPorts(spec, service: null, diagnostics);
        LabelCheck.CheckLabels(spec, "labels", diagnostics);
    }

    /// <summary>An address, or the name of a host where <paramref name="allowNames"/> says so.</summary>
    public static void CheckAddress(Fields endpoint, string owner, bool allowNames, bool allowSockets, DiagnosticBag diagnostics)
    {
        if (endpoint.Scalar("address") is not { Value.Length: > 0 } address)
        {
            CheckMissing(endpoint, owner, mayBeElsewhere: allowSockets, diagnostics);

            return;
        }

        if (allowSockets && AddressCheck.IsSocket(address.Value))
        {
            AddressCheck.CheckSocket(address, diagnostics);
            if (endpoint.Map("ports") is not [])
            {
                diagnostics.Add(ValueRules.NotAllowedHere.At(endpoint.KeySpanOf("ports"), "ports", "where the address is a UNIX socket"));
            }
        }
        else if (!DomainName.IsAddress(address.Value) && !(allowNames && DomainName.Problem(address.Value) is null))
        {
            diagnostics.Add(NameRules.NoAddress.At(address.Span, address.Value, allowNames ? "IP address or name of a host" : "IP address")
                .WithHelp(allowNames ? "a port does not belong here: name it under ports" : "choose resolution DNS for an endpoint that has a name"));
        }
    }

    /// <summary>Its ports have the names of those of its service.</summary>
    public static void CheckPorts(Fields endpoint, Fields? service, DiagnosticBag diagnostics)
    {
        var known = service?.Objects("ports").Select(port => port.Text("name") ?? "").ToArray();
        foreach (var port in endpoint.Map("ports"))
        {
            NameCheck.CheckLabel(port.Key.Value, "a port", port.Key.Span, diagnostics);
            if (port.Value is ScalarSyntax { IsNull: true })
            {
                diagnostics.Add(SchemaRules.OutOfRange.At(port.Key.Span, port.Key.Value, $"from 1 to {ushort.MaxValue}"));
            }

            if (known is not null && !known.Contains(port.Key.Value))
            {
                diagnostics.Add(ServiceRules.UnknownEndpointPort.At(port.Key.Span, port.Key.Value)
                    .WithHelp(Spelling.Advice(port.Key.Value, known) ?? $"its ports are {string.Join(", ", known)}"));
            }
        }

        if (known is { Length: not 1 } && AddressCheck.IsSocket(endpoint.Text("address") ?? ""))
        {
            diagnostics.Add(SchemaRules.BadLength.At(endpoint.SpanOf("address"), "ports", "exactly 1 item where an endpoint is a UNIX socket"));
        }
    }

    private static void CheckMissing(Fields endpoint, string owner, bool mayBeElsewhere, DiagnosticBag diagnostics)
    {
        if (mayBeElsewhere && IsGiven(endpoint, "network"))
        {
            diagnostics.Add(ValueRules.WithoutEffect.At(endpoint.KeySpanOf("network"), "network", "an endpoint without address is reached by no gateway of its own"));
        }
        else
        {
            diagnostics.Add(SchemaRules.RequiredField.At(endpoint.Span, "address", owner).WithHelp("add 'address'"));
        }
    }

    private static bool IsGiven(Fields fields, string name) => fields.Text(name) is { Length: > 0 };
}
