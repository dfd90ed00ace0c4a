using GatewayPipeline.Compiler.Text;
using YamlDotNet.RepresentationModel;

namespace GatewayPipeline.EndToEnd.Tests.Acceptance;

/// <summary>
/// A golden tree with a few things changed: mostly to what stands at the same place in another tree, now and then to
/// something odd.
/// </summary>
internal sealed class NearValidTrees(int seed)
{
    private static readonly string[] odd =
    [
        "", "0", "-1", "1", "65536", "4294967296", "0.5", "100", "101", "true", "null", "~",
        "0s", "1ns", "-1s", "1.5h", "999999h",
        "*", "*.com", "a..b", "A.Example.COM", "127.0.0.1", "::1", "300.1.1.1", "*/*", "./*", "~/*", "mesh",
        "/", "/%", "[", "(a|", ".*", "(?=a)", "é", "a b", "x-a", ":path", "host",
        "%START_TIME%", "%NO_SUCH%", "100%", "{a}", "HTTP", "TLS", "UNKNOWN",
    ];

    private static readonly string[] files = ["ertificate", "ertificates", ".privateKey", ".caCrl"];

    private readonly Random random = new(seed);
    private readonly ManifestPool pool = new();

    public NearValidTree Draw(int number)
    {
        var original = Of(pool.Trees);
        List<YamlMappingNode> documents = [.. original.Select(document => (YamlMappingNode)Copy(document))];
        var changes = new List<string>();
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            changes.Add(Change(documents));
        }

        var file = new Manifest.Readable($"tree{number}.yaml", Write(documents));

        return new(ManifestTree.Of([file], $"tree{number}"), file.Text, changes);
    }

    private string Change(List<YamlMappingNode> documents)
    {
        Place[] places =
        [
            .. documents.SelectMany(Place.In)
                .Where(place => place.Path.Contains(".spec", StringComparison.Ordinal)),
        ];

        return places is [] ? "nothing to change" : Of([Graft, Graft, Graft, Graft, Remove, Repeat, Twist])(places);
    }

    // Puts what another tree has at this place, or beside it.
    private string Graft(Place[] places)
    {
        Place[] mappings =
            [.. places.Where(place => place.Node is YamlMappingNode && pool.KeysAt(place.Path).Count > 0)];
        if (mappings is [])
        {
            return "nothing to graft";
        }

        var place = Of(mappings);
        var key = Of(pool.KeysAt(place.Path));
        var known = pool.NodesAt($"{place.Path}.{key}");
        ((YamlMappingNode)place.Node).Children[key] = Copy(Of(known));

        return $"{place.Path}.{key} grafted";
    }

    private string Remove(Place[] places)
    {
        Place[] mappings = [.. places.Where(place => place.Node is YamlMappingNode { Children.Count: > 0 })];
        if (mappings is [])
        {
            return "nothing to remove";
        }

        var place = Of(mappings);
        var children = ((YamlMappingNode)place.Node).Children;
        var key = Of([.. children.Keys]);
        children.Remove(key);

        return $"{place.Path}.{key} removed";
    }

    // One item more in a list: one of its own, or one from another tree.
    private string Repeat(Place[] places)
    {
        Place[] lists = [.. places.Where(place => place.Node is YamlSequenceNode { Children.Count: > 0 })];
        if (lists is [])
        {
            return "nothing to repeat";
        }

        var place = Of(lists);
        var list = ((YamlSequenceNode)place.Node).Children;
        var item = Of(random.Next(2) is 0 ? [.. list] : pool.NodesAt($"{place.Path}[]"));
        list.Insert(random.Next(list.Count + 1), Copy(item));

        return $"{place.Path}[] with one item more";
    }

    private string Twist(Place[] places)
    {
        Place[] scalars = [.. places.Where(place => place.Node is YamlScalarNode && !NamesFile(place))];
        if (scalars is [])
        {
            return "nothing to twist";
        }

        var place = Of(scalars);
        var scalar = (YamlScalarNode)place.Node;
        scalar.Value = Of(odd);

        return $"{place.Path} is '{scalar.Value}'";
    }

    // What a certificate's file holds is no matter of the manifests.
    private static bool NamesFile(Place place) =>
        files.Any(name => place.Path.EndsWith(name, StringComparison.Ordinal));

    private static YamlNode Copy(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new YamlMappingNode(
            mapping.Children.Select(child => KeyValuePair.Create(Copy(child.Key), Copy(child.Value)))),
        YamlSequenceNode list => new YamlSequenceNode(list.Children.Select(Copy)),
        YamlScalarNode scalar => new YamlScalarNode(scalar.Value) { Style = scalar.Style },
        _ => throw new InvalidOperationException($"a node of type {node.NodeType}"),
    };

    private static string Write(IEnumerable<YamlMappingNode> documents)
    {
        using var text = new StringWriter();
        new YamlStream(documents.Select(document => new YamlDocument(document))).Save(text, assignAnchors: false);

        return text.ToString();
    }

    private T Of<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}

/// <summary>A tree of one file, and in words what was changed.</summary>
internal sealed record NearValidTree(ManifestTree Tree, string Text, IReadOnlyList<string> Changes);
