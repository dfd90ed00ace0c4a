using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Xds;

/// <summary>
/// What profile <c>edge</c> adds to Istio's connections: Envoy's advice for a gateway that faces strangers. Nothing
/// here changes which route a request takes, and nothing cuts a long stream.
/// </summary>
internal static class EdgeHardening
{
    private const uint ConnectionBufferBytes = 32 * 1024;
    private const uint MaxConcurrentStreams = 100;
    private const uint StreamWindowBytes = 64 * 1024;
    private const uint ConnectionWindowBytes = 1024 * 1024;

    public static void Harden(ClusterV3.Cluster cluster) =>
        cluster.PerConnectionBufferLimitBytes = ConnectionBufferBytes;

    public static ListenerV3.Listener Listener => new() { PerConnectionBufferLimitBytes = ConnectionBufferBytes };

    public static CoreV3.Http2ProtocolOptions Http2 => new()
    {
        MaxConcurrentStreams = MaxConcurrentStreams,
        InitialStreamWindowSize = StreamWindowBytes,
        InitialConnectionWindowSize = ConnectionWindowBytes,
    };

    public static HcmV3.HttpConnectionManager ConnectionManager => new()
    {
        Http2ProtocolOptions = Http2,
        RequestHeadersTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(60)),
        CommonHttpProtocolOptions = new() { IdleTimeout = Duration.FromTimeSpan(TimeSpan.FromHours(1)) },
    };
}
