using System.Collections.Immutable;
using GatewayPipeline.Compiler.Analysis;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Ir;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Compiler.Xds;
using GatewayPipeline.Compiler.Xds.Secrets;

namespace GatewayPipeline.Compiler;

/// <summary>Looks at the files that a gateway needs, and tells what is the matter with them.</summary>
public delegate IEnumerable<Diagnostic> CertificateInspection(ImmutableArray<CertificateUse> uses);

/// <summary>The whole compiler: manifests in, Envoy resources or findings out. A pure function.</summary>
public static class GatewayCompiler
{
    /// <param name="inspection">What tells of certificates; null: nobody has looked at them.</param>
    /// <param name="entering">Hears of each stage when it begins.</param>
    public static Compilation Compile(
        ManifestTree manifests,
        CompilerOptions options,
        CertificateInspection? inspection = null,
        StageListener? entering = null)
    {
        var diagnostics = new DiagnosticBag(options.Profile);

        entering?.Invoke(CompilerStage.Parse);
        var read = ObjectReader.Read(manifests, diagnostics);
        entering?.Invoke(CompilerStage.Check);
        Language.Check(read.Objects, diagnostics);
        entering?.Invoke(CompilerStage.Bind);
        var mesh = MeshReader.Read(options.Mesh, diagnostics);
        var model = Binder.Bind(read.Objects, Fleet.Implied, mesh, diagnostics);
        entering?.Invoke(CompilerStage.Lower);
        var gateway = Lowering.Lower(model, diagnostics);
        entering?.Invoke(CompilerStage.Analyze);
        Analyzers.Run(new(read.Objects, model, gateway), diagnostics);
        entering?.Invoke(CompilerStage.Translate);
        var resources = XdsTranslator.Translate(gateway, options);
        entering?.Invoke(CompilerStage.Validate);
        EnvoyFindings.Report(resources, gateway, diagnostics);
        foreach (var finding in inspection?.Invoke(CertificateUses.In(gateway, options.CertificateDirectory)) ?? [])
        {
            diagnostics.Add(finding);
        }

        entering?.Invoke(CompilerStage.Silence);
        var (left, suppressed) = Silence(diagnostics, manifests, read.Objects);

        entering?.Invoke(CompilerStage.Freeze);

        return new()
        {
            Diagnostics = left,
            Suppressed = suppressed,
            Manifests = read.Objects.Length,
            PassedOver = read.PassedOver,
            ListenerOrigins = gateway.Listeners
                .ToImmutableSortedDictionary(listener => listener.Name, listener => listener.Origin, StringComparer.Ordinal),
            Destinations = diagnostics.HasErrors ? [] : Destinations.Of(gateway),
            Snapshot = diagnostics.HasErrors ? null : XdsTranslator.Freeze(resources, options.Profile),
        };
    }

    private static (ImmutableArray<Diagnostic> Left, ImmutableArray<SuppressedFinding> Suppressed) Silence(
        DiagnosticBag diagnostics, ManifestTree manifests, ImmutableArray<ManifestObject> objects)
    {
        var left = new DiagnosticBag(diagnostics.Profile);
        ImmutableArray<Suppression> suppressions =
        [
            .. SuppressionAnnotations.Read(objects),
            .. SuppressionComments.Read(manifests, left),
            .. SuppressionFile.Read(manifests, left),
        ];
        var suppressed = new Suppressions(suppressions)
            .Apply(ResourceFinder.Name(diagnostics.ToImmutable(), objects), left);

        return (ResourceFinder.Name(left.ToImmutable(), objects), suppressed);
    }
}
