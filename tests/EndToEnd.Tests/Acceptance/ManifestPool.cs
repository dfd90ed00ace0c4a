using GatewayPipeline.Compiler;
using GatewayPipeline.Delivery.Sources;
using GatewayPipeline.EndToEnd.Tests.Running;
using YamlDotNet.RepresentationModel;

namespace GatewayPipeline.EndToEnd.Tests.Acceptance;

/// <summary>
/// The samples and golden cases of the repository that compile, and what is known to stand at each place of a document.
/// </summary>
internal sealed class ManifestPool
{
    private readonly Dictionary<string, List<YamlNode>> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> keys = new(StringComparer.Ordinal);

    public ManifestPool()
    {
        Trees = [.. Folders().Where(Compiles).Select(Parse)];
        foreach (var place in Trees.SelectMany(tree => tree).SelectMany(Place.In))
        {
            At(nodes, place.Path).Add(place.Node);
            if (place.Node is YamlMappingNode mapping)
            {
                At(keys, place.Path)
                    .UnionWith(mapping.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? ""));
            }
        }
    }

    /// <summary>The documents of each sample and case.</summary>
    public IReadOnlyList<IReadOnlyList<YamlMappingNode>> Trees { get; }

    /// <summary>What stands somewhere at this place.</summary>
    public IReadOnlyList<YamlNode> NodesAt(string path) => nodes.GetValueOrDefault(path, []);

    /// <summary>The keys that a mapping at this place is known to have.</summary>
    public IReadOnlyList<string> KeysAt(string path) =>
        [.. keys.GetValueOrDefault(path, []).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Folders() =>
        Directory.EnumerateDirectories(Path.Combine(Programs.Repository, "samples"))
            .Concat(Directory.EnumerateDirectories(
                Path.Combine(Programs.Repository, "tests", "corpus"), "manifests", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal);

    private static bool Compiles(string folder) =>
        GatewayCompiler.Compile(FolderSource.Read(folder, default), new()).Succeeded;

    private static List<YamlMappingNode> Parse(string folder)
    {
        var documents = new List<YamlMappingNode>();
        var files = Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories);
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(File.ReadAllText(file)));
            documents.AddRange(stream.Documents.Select(document => document.RootNode).OfType<YamlMappingNode>());
        }

        return documents;
    }

    private static T At<T>(Dictionary<string, T> places, string path)
        where T : new() => places.TryGetValue(path, out var known) ? known : places[path] = new();
}
