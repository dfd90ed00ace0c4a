using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Xds;

/// <summary>Looks at the finished messages as Envoy will, and takes what is wrong back to the line that caused it.</summary>
internal static class ResourceValidator
{
    public static void Validate(EnvoyResources resources, Ir.Gateway gateway, DiagnosticBag diagnostics)
    {
    }
}
