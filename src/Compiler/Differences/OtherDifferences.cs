using System.Collections.Immutable;
using System.Text.Json;
using Envoy.Extensions.TransportSockets.Tls.V3;
using GatewayPipeline.Compiler.Differences.Words;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>Compares what no request is routed by: certificates as the names of files, and the gateway's process.</summary>
internal static class OtherDifferences
{
    public static IEnumerable<DiffSection> OfSecrets(SideView before, SideView after)
    {
        foreach (var name in before.Secrets.Keys.Union(after.Secrets.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (older, newer) = (before.Secrets.GetValueOrDefault(name), after.Secrets.GetValueOrDefault(name));
            if (!Equals(older, newer))
            {
                var kind = older is null ? ChangeKind.Added : newer is null ? ChangeKind.Removed : ChangeKind.Changed;

                yield return new(SectionKind.Certificate, [name], "", kind,
                    [new() { Kind = kind, Subject = "files on the gateway", Fields = SettingWords.Compare(FactsOf(older), FactsOf(newer)) }]);
            }
        }
    }

    /// <summary>How Envoy is started; nothing is said of a gateway that has nothing yet.</summary>
    public static IEnumerable<DiffSection> OfProcess(SideView before, SideView after)
    {
        if (before.Snapshot.Bootstrap.IsEmpty || after.Snapshot.Bootstrap.IsEmpty)
        {
            yield break;
        }

        var fields = FactList.Compare(FactsOf(before), FactsOf(after));
        if (fields is not [])
        {
            yield return new(SectionKind.Process, ["Envoy"], "", ChangeKind.Changed,
                [new() { Kind = ChangeKind.Changed, Subject = "how it is started", Fields = fields }]);
        }
    }

    private static FactList FactsOf(Secret? secret) => secret is null ? new() : SettingWords.OfSecret(secret);

    private static FactList FactsOf(SideView side)
    {
        var facts = new FactList();
        facts.Add("oldest Envoy that runs it", side.Snapshot.Requires.MinEnvoy);
        using var bootstrap = JsonDocument.Parse(side.Snapshot.Bootstrap);
        foreach (var leaf in LeavesOf(bootstrap.RootElement, ""))
        {
            facts.Add($"Envoy's {leaf.Path}", leaf.Value);
        }

        return facts;
    }

    private static ImmutableArray<Leaf> LeavesOf(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object =>
            [.. element.EnumerateObject().SelectMany(field => LeavesOf(field.Value, path.Length == 0 ? field.Name : $"{path}.{field.Name}"))],
        JsonValueKind.Array => [.. element.EnumerateArray().SelectMany((item, index) => LeavesOf(item, $"{path}[{index}]"))],
        _ => [new(path, element.ToString())],
    };
}
