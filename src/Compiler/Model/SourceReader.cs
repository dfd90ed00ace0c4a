using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model;

/// <summary>
/// Reads the tree, and with it the platform's own source if there is one: then Fleets and HostOwnerships come from there
/// alone.
/// </summary>
internal static class SourceReader
{
    public static ReadResult Read(ManifestTree manifests, ManifestTree? platform, DiagnosticBag diagnostics)
    {
        var read = ObjectReader.Read(manifests, diagnostics);
        if (platform is null)
        {
            return read;
        }

        foreach (var source in read.Objects.Where(IsOfOwnGroup))
        {
            diagnostics.Add(FleetRules.OfPlatformAlone.At(source.NameSpan, source.Kind, source.Name)
                .WithHelp("move it to the platform's source"));
        }

        return read with
        {
            Objects = [.. read.Objects.Where(source => !IsOfOwnGroup(source)), .. ReadPlatform(platform, diagnostics)],
        };
    }

    /// <summary>Parsing takes long, and nearly no file has a kind of our own: the files that may.</summary>
    public static ManifestTree WithOwnKinds(ManifestTree tree) => ManifestTree.Of(tree.Files.Where(MayHaveOwnKind), tree.Name);

    private static IEnumerable<ManifestObject> ReadPlatform(ManifestTree platform, DiagnosticBag diagnostics)
    {
        var objects = ObjectReader.Read(WithOwnKinds(platform.AsPlatform()), diagnostics).Objects;
        foreach (var others in objects.Where(source => !IsOfOwnGroup(source)).GroupBy(source => source.Kind))
        {
            diagnostics.Add(ManifestRules.KindPassedOver.At(others.First().NameSpan, others.Key, others.Count())
                .WithHelp("a platform's source gives Fleets and HostOwnerships alone"));
        }

        return objects.Where(IsOfOwnGroup).Select(source => source with { IsOfPlatform = true });
    }

    // A chart tells which files are templates; of a file that cannot be read nobody knows what it has.
    private static bool MayHaveOwnKind(Manifest file) => file switch
    {
        Manifest.Readable { Text: var text } when text.Contains(KindTable.OwnGroup, StringComparison.Ordinal) => true,
        Manifest.Readable => file.Path.EndsWith("Chart.yaml", StringComparison.Ordinal),
        _ => true,
    };

    private static bool IsOfOwnGroup(ManifestObject source) => source.Group is KindTable.OwnGroup;
}
