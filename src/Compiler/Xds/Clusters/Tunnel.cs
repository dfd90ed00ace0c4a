using System.Collections.Immutable;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Checks;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>
/// Connections go to their target through a proxy that understands CONNECT: <c>tunnel</c>. The filter that sends the
/// bytes on opens the tunnel; routes of HTTP know none.
/// </summary>
internal sealed class Tunnel : IClusterFeature
{
    private const string Post = "POST";

    public ImmutableArray<string> Fields { get; } = ["tunnel.protocol", "tunnel.targetHost", "tunnel.targetPort"];

    public static TcpProxy.Types.TunnelingConfig Translate(Fields tunnel)
    {
        var host = tunnel.Text("targetHost") ?? "";

        return new()
        {
            Hostname = $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{tunnel.Integer("targetPort") ?? 0}",
            UsePost = tunnel.Text("protocol") is Post,
        };
    }

    public void Check(Fields policy, DiagnosticBag diagnostics)
    {
        if (policy.Object("tunnel") is not { } tunnel)
        {
            return;
        }

        if (policy.Has("proxyProtocol"))
        {
            diagnostics.Add(ValueRules.OneOf.At(policy.KeySpanOf("tunnel"), "tunnel and proxyProtocol"));
        }

        if (tunnel.Text("protocol") is { Length: > 0 } protocol and not ("CONNECT" or Post))
        {
            diagnostics.Add(SchemaRules.UnknownValue.At(tunnel.SpanOf("protocol"), "protocol", protocol)
                .WithHelp("allowed are CONNECT, POST"));
        }

        if (tunnel.Scalar("targetHost") is { } target && !DomainName.IsAddress(target.Value))
        {
            NameCheck.CheckFullHost(target, diagnostics);
        }

        if (tunnel.Integer("targetPort") is < 1 or > ushort.MaxValue)
        {
            diagnostics.Add(SchemaRules.OutOfRange.At(tunnel.SpanOf("targetPort"), "targetPort", "from 1 to 65535"));
        }
    }
}
