using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Fleets;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler;

/// <summary>The Fleets of a tree, found without compiling it.</summary>
public static class FleetCatalog
{
    /// <summary>
    /// By name; the implied fleet alone where no Fleet is written. What is wrong with one, a compilation says.
    /// </summary>
    /// <param name="platform">The platform's own source, whose Fleets count alone; null: there is none.</param>
    public static ImmutableArray<FleetSettings> Read(ManifestTree tree, ManifestTree? platform)
    {
        var source = SourceReader.WithOwnKinds(platform ?? tree);
        var objects = ObjectReader.Read(source, new DiagnosticBag(Profile.Edge)).Objects;

        return [.. FleetReader.Read(objects).Select(fleet => fleet.ToSettings(fleet.Profile ?? Profile.Edge))];
    }
}
