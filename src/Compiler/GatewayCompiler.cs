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
    public static Compilation Compile(
        ManifestTree manifests, CompilerOptions options, CertificateInspection? inspection = null)
    {
        var diagnostics = new DiagnosticBag(options.Profile);

        var read = ObjectReader.Read(manifests, diagnostics);
        Language.Check(read.Objects, diagnostics);
        var mesh = MeshReader.Read(options.Mesh, diagnostics);
        var model = Binder.Bind(read.Objects, Fleet.Implied, mesh, diagnostics);
        var gateway = Lowering.Lower(model, diagnostics);
        Analyzers.Run(new(read.Objects, model, gateway), diagnostics);
        var resources = XdsTranslator.Translate(gateway, options);
        EnvoyFindings.Report(resources, gateway, diagnostics);
        foreach (var finding in inspection?.Invoke(CertificateUses.In(gateway, options.CertificateDirectory)) ?? [])
        {
            diagnostics.Add(finding);
        }

        var (left, suppressed) = Silence(diagnostics, manifests, read.Objects);

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
