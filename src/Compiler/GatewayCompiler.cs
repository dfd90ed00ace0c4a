using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Fleets;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Compiler.Xds;

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
        entering?.Invoke(CompilerStage.Parse);
        var input = CompilerInput.Read(manifests, options);
        var fleets = input.Choose(options.Fleet);
        var built = FleetBuild.Of(input, fleets, options, inspection, entering);

        entering?.Invoke(CompilerStage.Silence);
        var (left, suppressed) = input.Silence(built.Diagnostics);

        entering?.Invoke(CompilerStage.Freeze);
        var profile = built.Diagnostics.Profile;

        return new()
        {
            Diagnostics = left,
            Suppressed = suppressed,
            Manifests = input.Objects.Length,
            PassedOver = input.PassedOver,
            Fleet = fleets.Chosen.ToSettings(profile),
            ListenerOrigins = built.Gateway.Listeners
                .ToImmutableSortedDictionary(listener => listener.Name, listener => listener.Origin, StringComparer.Ordinal),
            Origins = built.Diagnostics.HasErrors ? ResourceOrigins.None : ResourceOrigins.Of(built.Gateway),
            Destinations = built.Diagnostics.HasErrors ? [] : Destinations.Of(built.Gateway),
            Snapshot = built.Diagnostics.HasErrors
                ? null
                : XdsTranslator.Freeze(built.Resources, profile, fleets.Chosen.Envoy),
        };
    }

    /// <summary>
    /// What is found in a tree for any of its Fleets, or for the one that is named; a finding of several of them once.
    /// Without a snapshot: it would be that of one Fleet.
    /// </summary>
    public static Compilation Check(
        ManifestTree manifests, CompilerOptions options, CertificateInspection? inspection = null)
    {
        var input = CompilerInput.Read(manifests, options);
        ImmutableArray<FleetSet> all = options.Fleet is null
            ? [.. input.Fleets.Select(fleet => new FleetSet(fleet, input.Fleets))]
            : [input.Choose(options.Fleet)];
        ImmutableArray<FleetBuild> built = [.. all.Select(fleets => FleetBuild.Of(input, fleets, options, inspection))];
        var (left, suppressed) = input.Silence(DiagnosticBag.Union(built.Select(each => each.Diagnostics)));

        return new()
        {
            Diagnostics = left,
            Suppressed = suppressed,
            Manifests = input.Objects.Length,
            PassedOver = input.PassedOver,
            Fleet = all[0].Chosen.ToSettings(built[0].Diagnostics.Profile),
        };
    }
}
