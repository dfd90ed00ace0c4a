using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Ir;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Compiler.Xds;

namespace GatewayPipeline.Compiler;

/// <summary>The whole compiler: manifests in, Envoy resources or findings out. A pure function.</summary>
public static class GatewayCompiler
{
    public static Compilation Compile(ManifestTree manifests, CompilerOptions options)
    {
        var diagnostics = new DiagnosticBag(options.Profile);

        var read = ObjectReader.Read(manifests, diagnostics);
        Language.Check(read.Objects, diagnostics);
        var mesh = MeshReader.Read(options.Mesh, diagnostics);
        var model = Binder.Bind(read.Objects, Fleet.Implied, mesh, diagnostics);
        var gateway = Lowering.Lower(model, diagnostics);
        var resources = XdsTranslator.Translate(gateway, options);
        EnvoyFindings.Report(resources, gateway, diagnostics);

        return new()
        {
            Diagnostics = Silence(diagnostics, manifests, read.Objects),
            Manifests = read.Objects.Length,
            PassedOver = read.PassedOver,
            Destinations = diagnostics.HasErrors ? [] : Destinations.Of(gateway),
            Snapshot = diagnostics.HasErrors ? null : XdsTranslator.Freeze(resources, options.Profile),
        };
    }

    private static ImmutableArray<Diagnostic> Silence(
        DiagnosticBag diagnostics, ManifestTree manifests, ImmutableArray<ManifestObject> objects)
    {
        var left = new DiagnosticBag(diagnostics.Profile);
        ImmutableArray<Suppression> suppressions =
        [
            .. SuppressionAnnotations.Read(objects),
            .. SuppressionComments.Read(manifests, left),
            .. SuppressionFile.Read(manifests, left),
        ];
        new Suppressions(suppressions).Apply(ResourceFinder.Name(diagnostics.ToImmutable(), objects), left);

        return ResourceFinder.Name(left.ToImmutable(), objects);
    }
}
