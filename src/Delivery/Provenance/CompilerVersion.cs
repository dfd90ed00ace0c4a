using System.Reflection;
using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler;

namespace GatewayPipeline.Delivery.Provenance;

/// <summary>Which compiler this program has: two that differ may make different bundles of the same sources.</summary>
public static class CompilerVersion
{
    /// <summary>A version, with the commit that the compiler was built from where it is known: <c>1.0.0+COMMIT</c>.</summary>
    public static string Current { get; } =
        typeof(GatewayCompiler).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";

    /// <summary>Another one for every change of the compiler's code, whatever its version says.</summary>
    public static string Exact { get; } = string.Join(
        ' ', Current, typeof(GatewayCompiler).Module.ModuleVersionId, typeof(Bundle).Module.ModuleVersionId);
}
