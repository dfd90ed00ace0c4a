using System.Diagnostics;
using System.Text.Json;
using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.Telemetry;

namespace GatewayPipeline.Delivery.Publishing.Building;

/// <summary>A tree that was compiled, and what came of it.</summary>
internal sealed record FreshBuild(Build Build, Compilation Compilation);

/// <summary>Compiles and packs.</summary>
internal static class BundleBuilder
{
    public static FreshBuild Make(ManifestTree tree, CompilerOptions options)
    {
        using var activity = DeliveryTelemetry.Activities.StartActivity("compile");
        var started = Stopwatch.GetTimestamp();
        var compilation = GatewayCompiler.Compile(tree, options);
        DeliveryTelemetry.CompileDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        using var findings = JsonDocument.Parse(DiagnosticJson.Render(compilation.Diagnostics, compilation.Manifests));
        var (bundle, refusal) = Pack(compilation);

        return new(new(bundle, findings.RootElement.Clone(), refusal, IsRemembered: false), compilation);
    }

    private static (Bundle? Bundle, string? Refusal) Pack(Compilation compilation)
    {
        if (!compilation.Succeeded)
        {
            return (null, "the manifests have errors");
        }

        try
        {
            return (BundleWriter.Pack(compilation.Snapshot), null);
        }
        catch (BundleTooLargeException exception)
        {
            return (null, $"the bundle is too large: {exception.Message}");
        }
    }
}
