using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis.Requests;

/// <summary>Where a match counts at all: on which port, which gateways, and from which source.</summary>
internal static class MatchScope
{
    /// <summary>Wherever the other match of the same VirtualService counts, this one does.</summary>
    public static bool Covers(Fields? outer, Fields? inner) => outer is not { } match
        || (PortCovers(match, inner) && GatewaysCover(match, inner) && SourceCovers(match, inner));

    private static bool PortCovers(Fields outer, Fields? inner) =>
        (outer.Integer("port") ?? 0) is var port && (port is 0 || port == inner?.Integer("port"));

    private static bool GatewaysCover(Fields outer, Fields? inner)
    {
        var names = outer.Texts("gateways");
        var others = inner?.Texts("gateways") ?? [];

        return names is [] || (others is not [] && others.All(other => names.Any(name => name.Value == other.Value)));
    }

    // A match that names gateways does not look at the source; so only those that both do, or both do not, compare.
    private static bool SourceCovers(Fields outer, Fields? inner)
    {
        if (!outer.Has("sourceLabels") && !outer.Has("sourceNamespace"))
        {
            return true;
        }

        return inner is { } match
            && outer.Has("gateways") == match.Has("gateways")
            && (outer.Text("sourceNamespace") ?? "") is var source
            && (source is "" || source == match.Text("sourceNamespace"))
            && match.Labels("sourceLabels") is var labels
            && outer.Labels("sourceLabels").All(label => labels.TryGetValue(label.Key, out var value) && value == label.Value);
    }
}
