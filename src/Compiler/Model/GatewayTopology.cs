using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Model;

/// <summary>
/// What stands between clients and gateways: <c>gatewayTopology</c> of MeshConfig's <c>defaultConfig</c>.
/// </summary>
internal sealed record GatewayTopology
{
    /// <summary>The fields that are read.</summary>
    public static ImmutableArray<string> Handled { get; } = ["numTrustedProxies", "forwardClientCertDetails", "proxyProtocol"];

    public static GatewayTopology Default { get; } = new();

    /// <summary>
    /// <c>numTrustedProxies</c>: how many proxies before the gateway are believed what they say of the client.
    /// </summary>
    public uint TrustedProxies { get; init; }

    /// <summary><c>forwardClientCertDetails</c>: what becomes of <c>x-forwarded-client-cert</c>.</summary>
    public ForwardClientCertificate ClientCertificate { get; init; } = ForwardClientCertificate.SanitizeSet;

    /// <summary><c>proxyProtocol</c>: the proxy before the gateway tells at the start of a connection whose it is.</summary>
    public bool SpeaksProxyProtocol { get; init; }

    public static GatewayTopology BindConfig(Fields? config, DiagnosticBag diagnostics)
    {
        foreach (var entry in config?.Mapping.Entries ?? [])
        {
            if (!FieldName.Matches(entry.Key.Value, "gatewayTopology"))
            {
                diagnostics.Add(
                    ValueRules.NotHandledYet.At(entry.Key.Span, $"MeshConfig field 'defaultConfig.{entry.Key.Value}'"));
            }
        }

        return config?.Object("gatewayTopology") is { } topology ? Bind(topology, diagnostics) : Default;
    }

    private static GatewayTopology Bind(Fields topology, DiagnosticBag diagnostics)
    {
        var settings = Default;
        foreach (var entry in topology.Mapping.Entries)
        {
            switch (FieldName.ToCamelCase(entry.Key.Value))
            {
                case "numTrustedProxies":
                    settings = settings with { TrustedProxies = (uint)Math.Clamp(topology.Integer("numTrustedProxies") ?? 0, 0, uint.MaxValue) };
                    break;
                case "forwardClientCertDetails":
                    settings = settings with { ClientCertificate = Forward(topology.Text("forwardClientCertDetails")) };
                    break;
                case "proxyProtocol":
                    settings = settings with { SpeaksProxyProtocol = topology.Has("proxyProtocol") };
                    break;
                default:
                    diagnostics.Add(ValueRules.NotHandledYet.At(entry.Key.Span, $"MeshConfig field 'gatewayTopology.{entry.Key.Value}'"));
                    break;
            }
        }

        return settings;
    }

    private static ForwardClientCertificate Forward(string? word) => word switch
    {
        "SANITIZE" => ForwardClientCertificate.Sanitize,
        "FORWARD_ONLY" => ForwardClientCertificate.ForwardOnly,
        "APPEND_FORWARD" => ForwardClientCertificate.AppendForward,
        "ALWAYS_FORWARD_ONLY" => ForwardClientCertificate.AlwaysForwardOnly,
        _ => ForwardClientCertificate.SanitizeSet,
    };
}

/// <summary>Envoy's ways with a header that tells of the client's certificate.</summary>
internal enum ForwardClientCertificate
{
    Sanitize,
    ForwardOnly,
    AppendForward,
    SanitizeSet,
    AlwaysForwardOnly,
}
