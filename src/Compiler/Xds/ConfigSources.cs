using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Xds;

/// <summary>Where Envoy finds what a resource refers to.</summary>
internal static class ConfigSources
{
    /// <summary>
    /// The agent's stream. Envoy waits for the answer without end, so that it never serves half a configuration.
    /// </summary>
    public static CoreV3.ConfigSource Ads => new()
    {
        Ads = new(),
        ResourceApiVersion = CoreV3.ApiVersion.V3,
        InitialFetchTimeout = new Duration(),
    };
}
