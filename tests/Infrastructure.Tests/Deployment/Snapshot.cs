using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GatewayPipeline.Infrastructure.Tests.Deployment;

/// <summary>One resource that a deployment would make.</summary>
/// <param name="Id">In full: what it lies in comes before it.</param>
/// <param name="Name">With the names of what it lies in.</param>
internal sealed record Resource(string Id, string Type, string Name, JsonObject Content)
{
    /// <summary>A value by its path, as <c>properties.encryption.keySource</c>; null: it is not there.</summary>
    public JsonNode? Find(string path) => path.Split('.')
        .Aggregate<string, JsonNode?>(Content, (node, name) => (node as JsonObject)?[name]);

    public string Text(string path) => Find(path)?.ToString() ?? "";

    public IEnumerable<JsonObject> List(string path) => (Find(path) as JsonArray ?? []).OfType<JsonObject>();

    public override string ToString() => $"{Type} {Name}";
}

/// <summary>
/// All that a deployment would make, evaluated without Azure. What only Azure knows stands as an expression in brackets.
/// </summary>
internal sealed class Snapshot
{
    /// <summary>What a deployment is named after that does not take place.</summary>
    private const string Subscription = "00000000-0000-0000-0000-0000000000aa";

    private const string Tenant = "00000000-0000-0000-0000-0000000000bb";

    private static readonly JsonSerializerOptions Written =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private Snapshot(string text, Resource[] resources, JsonObject outputs) =>
        (Text, Resources, Outputs) = (text, resources, outputs);

    /// <summary>As it is kept: the same bytes for the same deployment.</summary>
    public string Text { get; }

    public Resource[] Resources { get; }

    public JsonObject Outputs { get; }

    public static string FileOf(string environment) => $"main.{environment}.snapshot.json";

    /// <summary>The arguments that make a snapshot, or compare with one.</summary>
    /// <param name="mode">overwrite or validate</param>
    public static string[] Arguments(string environment, string mode) =>
    [
        "snapshot", $"main.{environment}.bicepparam", "--mode", mode,
        "--subscription-id", Subscription, "--tenant-id", Tenant,
        "--resource-group", $"gwp-{environment}", "--location", "westeurope",
    ];

    /// <summary>Of the parameters of an environment, from templates in a folder.</summary>
    public static async Task<Snapshot> TakeAsync(string folder, string environment)
    {
        (await Bicep.RunAsync(folder, Arguments(environment, "overwrite"))).MustBeClean($"a snapshot of {environment}");

        return Read(await File.ReadAllTextAsync(
            Path.Combine(folder, FileOf(environment)), TestContext.Current.CancellationToken));
    }

    /// <summary>What lies beside the templates: what was last looked at by people.</summary>
    public static Snapshot Accepted(string environment) =>
        Read(File.ReadAllText(Path.Combine(Repository.Templates, FileOf(environment))));

    public static Snapshot Read(string text)
    {
        var root = JsonNode.Parse(text)?.AsObject() ?? throw new JsonException("the snapshot is no object");
        var resources = root["predictedResources"] as JsonArray
            ?? throw new JsonException("the snapshot has no predictedResources");

        // The compiler writes outputs in another order each time.
        var outputs = new JsonObject((root["outputs"] as JsonObject ?? [])
            .OrderBy(each => each.Key, StringComparer.Ordinal)
            .Select(each => KeyValuePair.Create(each.Key, each.Value?.DeepClone())));
        root["outputs"] = outputs;

        return new($"{root.ToJsonString(Written)}\n", [
            .. resources.OfType<JsonObject>().Select(each => new Resource(
                (string?)each["id"] ?? "", (string?)each["type"] ?? "", (string?)each["name"] ?? "", each)),
        ], outputs);
    }

    public IEnumerable<Resource> Of(string type) => Resources.Where(each => each.Type == type);

    public Resource One(string type) => Assert.Single(Of(type));

    /// <summary>The paths at which two differ, as lines.</summary>
    public static IEnumerable<string> Differences(Snapshot before, Snapshot after)
    {
        var was = before.Resources.ToDictionary(each => each.Id);
        var now = after.Resources.ToDictionary(each => each.Id);

        return was.Keys.Except(now.Keys).Select(id => $"- {was[id]}")
            .Concat(now.Keys.Except(was.Keys).Select(id => $"+ {now[id]}"))
            .Concat(was.Keys.Intersect(now.Keys).SelectMany(
                id => Differences(was[id].Content, now[id].Content, "").Select(line => $"~ {now[id]}: {line}")))
            .Concat(Differences(before.Outputs, after.Outputs, "").Select(line => $"~ output {line}"));
    }

    private static IEnumerable<string> Differences(JsonNode? before, JsonNode? after, string path) =>
        JsonNode.DeepEquals(before, after) ? []
        : before is JsonObject was && after is JsonObject now
            ? was.Select(each => each.Key).Union(now.Select(each => each.Key))
                .SelectMany(name => Differences(was[name], now[name], path is "" ? name : $"{path}.{name}"))
        : [$"{path}: {before?.ToJsonString() ?? "absent"} => {after?.ToJsonString() ?? "absent"}"];
}
