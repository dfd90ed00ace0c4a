using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Cli.Input;

/// <summary>Whether it is clear which Fleet a bundle is for, asked before any work is done.</summary>
internal static class FleetChoice
{
    /// <exception cref="WrongUsageException">The tree does not have the Fleet, or has several and none is named.</exception>
    public static FleetSettings Require(CompilerOptions options, ManifestTree tree)
    {
        var fleets = FleetCatalog.Read(tree, options.Platform);
        var names = string.Join(", ", fleets.Select(fleet => fleet.Name));
        if (options.Fleet is null && fleets.Length > 1)
        {
            throw new WrongUsageException($"there are several Fleets: name one of them with --fleet ({names})");
        }

        if (options.Fleet is { } name && !fleets.Any(fleet => fleet.Name == name && !fleet.IsImplied))
        {
            throw new WrongUsageException($"--fleet {name}: "
                + (fleets[0].IsImplied ? "there is no Fleet, so leave --fleet out" : $"the Fleets are {names}"));
        }

        return fleets.First(fleet => options.Fleet is null || fleet.Name == options.Fleet);
    }
}
