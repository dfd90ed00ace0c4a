using System.Text.Json.Nodes;
using GatewayPipeline.Infrastructure.Tests.Deployment;

namespace GatewayPipeline.Infrastructure.Tests.Rules;

/// <summary>Changes what a deployment would make, to see whether anybody notices.</summary>
internal static class SnapshotEdit
{
    /// <param name="value">Empty: the property goes away.</param>
    public static void Set(Resource resource, string path, string value)
    {
        var names = path.Split('.');
        var place = resource.Content;
        foreach (var name in names[..^1])
        {
            place = place[name] as JsonObject ?? (JsonObject)(place[name] = new JsonObject());
        }

        if (value is "")
        {
            place.Remove(names[^1]);
        }
        else
        {
            place[names[^1]] = value;
        }
    }

    public static Snapshot Without(Snapshot snapshot, Resource removed) =>
        Edit(snapshot, resources => resources.Remove(resources.Single(each => (string?)each?["id"] == removed.Id)));

    public static Snapshot Moved(Snapshot snapshot, string id, string newId) =>
        Edit(snapshot, resources =>
        {
            var moved = resources.OfType<JsonObject>().Single(each => (string?)each["id"] == id);
            moved["id"] = newId;
        });

    private static Snapshot Edit(Snapshot snapshot, Action<JsonArray> edit)
    {
        var root = JsonNode.Parse(snapshot.Text)?.AsObject();
        Assert.NotNull(root);
        edit(Assert.IsType<JsonArray>(root["predictedResources"]));

        return Snapshot.Read(root.ToJsonString());
    }
}
