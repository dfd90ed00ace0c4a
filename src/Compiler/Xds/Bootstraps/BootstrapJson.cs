using System.Text;

namespace GatewayPipeline.Compiler.Xds.Bootstraps;

/// <summary>A bootstrap as Envoy's own JSON, in bytes that depend on the message alone.</summary>
internal static class BootstrapJson
{
    public static byte[] Write(BootstrapV3.Bootstrap bootstrap) =>
        Encoding.UTF8.GetBytes(EnvoyJson.Format(bootstrap) + "\n");
}
