using YamlDotNet.RepresentationModel;

namespace GatewayPipeline.EndToEnd.Tests.Acceptance;

/// <summary>
/// A node of a document and where it stands, as <c>VirtualService.spec.http[].route</c>: the same place in another
/// document of the kind holds the same sort of thing.
/// </summary>
internal sealed record Place(string Path, YamlNode Node)
{
    /// <summary>The node of a document and all nodes below it.</summary>
    public static IEnumerable<Place> In(YamlMappingNode document) =>
        Text(document, "kind") is { } kind ? Under(new(kind, document)) : [];

    private static IEnumerable<Place> Under(Place place) => Children(place).SelectMany(Under).Prepend(place);

    private static IEnumerable<Place> Children(Place place) => place.Node switch
    {
        YamlMappingNode mapping => mapping.Children.Select(
            child => new Place($"{place.Path}.{(child.Key as YamlScalarNode)?.Value}", child.Value)),
        YamlSequenceNode list => list.Children.Select(child => new Place($"{place.Path}[]", child)),
        _ => [],
    };

    private static string? Text(YamlMappingNode mapping, string key) =>
        mapping.Children.TryGetValue(key, out var value) ? (value as YamlScalarNode)?.Value : null;
}
