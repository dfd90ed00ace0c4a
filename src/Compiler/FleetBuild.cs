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

        // Nothing but findings comes of looking at objects and at the gateway: that goes on beside the other stages.
        var found = new DiagnosticBag(diagnostics.Profile);
        var ofObjects = FindingsBeside.Find(bag => Language.Check(objects, bag), diagnostics.Profile);
        entering?.Invoke(CompilerStage.Bind);
        var mesh = MeshReader.Read(options.Mesh, fleet.Mesh, found);
        var model = Binder.Bind(objects, fleets, mesh, found);
        entering?.Invoke(CompilerStage.Lower);
        var gateway = Lowering.Lower(model, found);
        var ofGateway = FindingsBeside.Find(
            bag => Analyzers.Run(input.ToSubject(objects, model, gateway), bag), diagnostics.Profile);
        entering?.Invoke(CompilerStage.Translate);
        var resources = XdsTranslator.Translate(gateway, options.Placement.After(fleet.Ports), certificates);
        entering?.Invoke(CompilerStage.Check);
        diagnostics.AddAll(ofObjects.GetAwaiter().GetResult());
        diagnostics.AddAll(found);
        entering?.Invoke(CompilerStage.Analyze);
        diagnostics.AddAll(ofGateway.GetAwaiter().GetResult());
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
