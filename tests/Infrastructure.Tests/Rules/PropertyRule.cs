using System.Text.Json.Nodes;
using GatewayPipeline.Infrastructure.Tests.Deployment;

namespace GatewayPipeline.Infrastructure.Tests.Rules;

/// <summary>What a property of every resource of a type must be. One that is not written counts as wrong.</summary>
/// <param name="Type">A type that has at least one resource.</param>
/// <param name="Path">As <see cref="Resource.Find"/> takes it.</param>
/// <param name="Values">What it may be, as JSON writes it.</param>
internal sealed record PropertyRule(string Type, string Path, string Why, params string[] Values)
{
    public IEnumerable<string> Objections(Snapshot snapshot)
    {
        var resources = snapshot.Of(Type).ToArray();

        return resources is []
            ? [$"there is no {Type}"]
            : resources.Where(each => !Values.Contains(Written(each.Find(Path))))
                .Select(each => $"{each}: {Path} is {Written(each.Find(Path))}, not {string.Join(" or ", Values)}: {Why}");
    }

    private static string Written(JsonNode? node) => node switch
    {
        null => "absent",
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => node.ToJsonString(),
    };
}
