using GatewayPipeline.Compiler.Analysis;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Ir;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Fleets;
using GatewayPipeline.Compiler.Xds;
using GatewayPipeline.Compiler.Xds.Secrets;

namespace GatewayPipeline.Compiler;

/// <summary>What came of the input for one fleet.</summary>
internal sealed record FleetBuild(DiagnosticBag Diagnostics, Ir.Gateway Gateway, EnvoyResources Resources)
{
    public static FleetBuild Of(
        CompilerInput input,
        FleetSet fleets,
        CompilerOptions options,
        CertificateInspection? inspection,
        StageListener? entering = null)
    {
        var fleet = fleets.Chosen;
        var diagnostics = input.Diagnostics.In(options.Profile ?? fleet.Profile ?? Profile.Edge);
        var objects = fleet.Namespaces is [] ? input.Objects : [.. input.Objects.Where(fleet.Sees)];
        var certificates =
            options.CertificateDirectory ?? fleet.Certificates ?? CompilerOptions.DefaultCertificateDirectory;

        entering?.Invoke(CompilerStage.Check);
        Language.Check(objects, diagnostics);
        entering?.Invoke(CompilerStage.Bind);
        var mesh = MeshReader.Read(options.Mesh, fleet.Mesh, diagnostics);
        var model = Binder.Bind(objects, fleets, mesh, diagnostics);
        entering?.Invoke(CompilerStage.Lower);
        var gateway = Lowering.Lower(model, diagnostics);
        entering?.Invoke(CompilerStage.Analyze);
        Analyzers.Run(input.ToSubject(objects, model, gateway), diagnostics);
        entering?.Invoke(CompilerStage.Translate);
        var resources = XdsTranslator.Translate(gateway, options.Placement.After(fleet.Ports), certificates);
        entering?.Invoke(CompilerStage.Validate);
        NewerEnvoy.Report(gateway, fleet.Envoy, diagnostics);
        EnvoyFindings.Report(resources, gateway, diagnostics);
        foreach (var finding in inspection?.Invoke(CertificateUses.In(gateway, certificates)) ?? [])
        {
            diagnostics.Add(finding);
        }

        return new(diagnostics, gateway, resources);
    }
}
