using Envoy.Config.Overload.V3;
using Envoy.Extensions.ResourceMonitors.DownstreamConnections.V3;
using Envoy.Extensions.ResourceMonitors.FixedHeap.V3;
using GatewayPipeline.Compiler.Re2;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Xds.Bootstraps;

/// <summary>
/// The part of a bootstrap that bounds the process: regular expressions, connections, memory, statistics.
/// </summary>
internal static class ProcessLimits
{
    private const string HeapMonitor = "envoy.resource_monitors.fixed_heap";
    private const string ConnectionMonitor = "envoy.resource_monitors.global_downstream_max_connections";
    private const long EdgeMaxConnections = 50_000;
    private const ulong EdgeMaxHeapBytes = 2UL * 1024 * 1024 * 1024;

    public static BootstrapV3.Bootstrap Of(Profile profile) => new()
    {
        LayeredRuntime = new() { Layers = { RegexLimit() } },
        OverloadManager = profile is Profile.Edge ? Edge() : new() { ResourceMonitors = { Connections(int.MaxValue) } },

        // Statistics of a cluster come into being with its first request: half the memory and half the load time.
        DeferredStatOptions = new() { EnableDeferredCreationStats = true },
    };

    // Envoy's own limit is 100, which many an innocent path exceeds.
    private static BootstrapV3.RuntimeLayer RegexLimit() => new()
    {
        Name = "static",
        StaticLayer = new()
        {
            Fields =
            {
                ["re2.max_program_size.error_level"] = Value.ForNumber(Re2Pattern.LargestProgram),
                ["re2.max_program_size.warn_level"] = Value.ForNumber(Re2Pattern.LargestProgram),
            },
        },
    };

    private static OverloadManager Edge() => new()
    {
        RefreshInterval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(250)),
        ResourceMonitors =
        {
            Monitor(HeapMonitor, new FixedHeapConfig { MaxHeapSizeBytes = EdgeMaxHeapBytes }),
            Connections(EdgeMaxConnections),
        },
        Actions =
        {
            Action("envoy.overload_actions.shrink_heap", 0.90),
            Action("envoy.overload_actions.disable_http_keepalive", 0.95),
            Action("envoy.overload_actions.stop_accepting_requests", 0.95),
            Action("envoy.overload_actions.stop_accepting_connections", 0.98),
        },
    };

    private static ResourceMonitor Connections(long max) =>
        Monitor(ConnectionMonitor, new DownstreamConnectionsConfig { MaxActiveDownstreamConnections = max });

    private static ResourceMonitor Monitor(string name, IMessage configuration) =>
        new() { Name = name, TypedConfig = configuration.ToAny() };

    private static OverloadAction Action(string name, double heapShare) => new()
    {
        Name = name,
        Triggers = { new Trigger { Name = HeapMonitor, Threshold = new() { Value = heapShare } } },
    };
}
