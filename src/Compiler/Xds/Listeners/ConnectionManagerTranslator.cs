using Envoy.Extensions.RequestId.Uuid.V3;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Xds.HttpFilters;
using Google.Protobuf.WellKnownTypes;
using ConnectionManager = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager;

namespace GatewayPipeline.Compiler.Xds.Listeners;

/// <summary>Makes the HTTP connection manager of a filter chain, as Istio sets it up on a gateway.</summary>
internal static class ConnectionManagerTranslator
{
    public static ConnectionManager Translate(Ir.ChainTarget.Http target, Ir.Listener listener, Ir.Gateway gateway) => new[]
    {
        gateway.Profile is Profile.Edge ? EdgeHardening.ConnectionManager : null,
        PathHandling(gateway.Mesh.PathNormalization),
        Baseline(target, listener, gateway.Profile),
        Proxies(gateway.Mesh.Topology),
    }.Merge();

    private static ConnectionManager Baseline(Ir.ChainTarget.Http target, Ir.Listener listener, Profile profile) => new()
    {
        // Istio ends the prefix with a semicolon, at which its tools cut it.
        StatPrefix = target.StatPrefix.Length > 0 ? target.StatPrefix : $"outbound_{listener.Name};",
        Rds = new() { ConfigSource = ConfigSources.Ads, RouteConfigName = target.RouteConfiguration },
        UseRemoteAddress = true,
        Proxy100Continue = true,
        StreamIdleTimeout = new Duration(),
        ServerName = profile is Profile.Istio ? "istio-envoy" : "",
        UpgradeConfigs = { new ConnectionManager.Types.UpgradeConfig { UpgradeType = "websocket" } },
        RequestIdExtension = new(
            ) { TypedConfig = new UuidRequestIdConfig { UseRequestIdForTraceSampling = true }.ToAny() },
        HttpFilters = { HttpFilterChain.Translate(target.Protocol) },
    };

    private static ConnectionManager Proxies(GatewayTopology topology) => new()
    {
        XffNumTrustedHops = topology.TrustedProxies,
        ForwardClientCertDetails = topology.ClientCertificate switch
        {
            ForwardClientCertificate.AppendForward => ConnectionManager.Types.ForwardClientCertDetails.AppendForward,
            ForwardClientCertificate.ForwardOnly => ConnectionManager.Types.ForwardClientCertDetails.ForwardOnly,
            ForwardClientCertificate.AlwaysForwardOnly => ConnectionManager.Types.ForwardClientCertDetails.AlwaysForwardOnly,
            ForwardClientCertificate.Sanitize => ConnectionManager.Types.ForwardClientCertDetails.Sanitize,
            _ => ConnectionManager.Types.ForwardClientCertDetails.SanitizeSet,
        },
        SetCurrentClientCertDetails = topology.ClientCertificate is ForwardClientCertificate.SanitizeSet or ForwardClientCertificate.AppendForward
            ? new() { Subject = true, Cert = true, Dns = true, Uri = true }
            : null,
    };

    private static ConnectionManager PathHandling(PathNormalization normalization) => new()
    {
        NormalizePath = normalization >= PathNormalization.Base,
        MergeSlashes = normalization >= PathNormalization.MergeSlashes,
        PathWithEscapedSlashesAction = normalization is PathNormalization.DecodeAndMergeSlashes
            ? ConnectionManager.Types.PathWithEscapedSlashesAction.UnescapeAndForward
            : ConnectionManager.Types.PathWithEscapedSlashesAction.KeepUnchanged,
    };
}
