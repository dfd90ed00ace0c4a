using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler;

/// <summary>The whole compiler: manifests in, Envoy resources or findings out. A pure function.</summary>
public static class GatewayCompiler
{
    public static Compilation Compile(ManifestTree manifests, CompilerOptions options)
    {
        var diagnostics = new DiagnosticBag(options.Profile);

        return new() { Diagnostics = diagnostics.ToImmutable(), Manifests = manifests.Files.Length };
    }
}
