using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Model;

/// <summary>What is spoken on a port, as far as a gateway can tell.</summary>
internal enum PortProtocol
{
    /// <summary>Not said; Istio would look at the first bytes.</summary>
    Unknown,
    Http,
    Http2,
    Grpc,
    GrpcWeb,
    HttpProxy,
    Https,
    Tls,
    Tcp,
    Mongo,
    Redis,
    MySql,
    Udp,
}

/// <summary>Istio's spellings of protocols, and how a Kubernetes port tells its protocol.</summary>
internal static class PortProtocols
{
    private const string GrpcWebPrefix = "grpc-web";

    /// <summary>What a server of a Gateway may speak.</summary>
    public static ImmutableArray<string> OfServers { get; } =
        ["HTTP", "HTTPS", "HTTP2", "GRPC", "GRPC-WEB", "TCP", "TLS", "MONGO", "REDIS", "MYSQL"];

    /// <summary>Reads a spelling such as <c>HTTP2</c> or <c>grpc-web</c>, whatever its case.</summary>
    public static PortProtocol Parse(string? text) => text?.ToUpperInvariant() switch
    {
        "HTTP" => PortProtocol.Http,
        "HTTP2" => PortProtocol.Http2,
        "GRPC" => PortProtocol.Grpc,
        "GRPC-WEB" => PortProtocol.GrpcWeb,
        "HTTP_PROXY" => PortProtocol.HttpProxy,
        "HTTPS" => PortProtocol.Https,
        "TLS" => PortProtocol.Tls,
        "TCP" => PortProtocol.Tcp,
        "MONGO" => PortProtocol.Mongo,
        "REDIS" => PortProtocol.Redis,
        "MYSQL" => PortProtocol.MySql,
        "UDP" => PortProtocol.Udp,
        _ => PortProtocol.Unknown,
    };

    /// <summary>
    /// The protocol of a Kubernetes Service port: <c>appProtocol</c> speaks first, then the name up to its first dash.
    /// </summary>
    public static PortProtocol OfKubernetesPort(string? protocol, string? name, string? appProtocol)
    {
        if (Parse(protocol) is PortProtocol.Udp)
        {
            return PortProtocol.Udp;
        }

        var said = appProtocol ?? name ?? "";

        return appProtocol switch
        {
            "kubernetes.io/h2c" => PortProtocol.Http2,
            "kubernetes.io/ws" => PortProtocol.Http,
            "kubernetes.io/wss" => PortProtocol.Https,
            _ when said.StartsWith(GrpcWebPrefix, StringComparison.OrdinalIgnoreCase) => PortProtocol.GrpcWeb,
            _ => Parse(said.Split('-')[0]),
        };
    }

    public static bool IsHttp(this PortProtocol protocol) => protocol is
        PortProtocol.Http or PortProtocol.Http2 or PortProtocol.Grpc or PortProtocol.GrpcWeb or PortProtocol.HttpProxy;

    /// <summary>True if an upstream of this protocol is spoken to in HTTP/2.</summary>
    public static bool IsHttp2(this PortProtocol protocol) => protocol is
        PortProtocol.Http2 or PortProtocol.Grpc or PortProtocol.GrpcWeb;
}
