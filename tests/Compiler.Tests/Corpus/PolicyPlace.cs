using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Tests.Corpus;

/// <summary>
/// One of the places at which a traffic policy can stand. A case that shows what a policy of a host does is moved to
/// the other places, so that the corpus need not show each of its fields four times.
/// </summary>
internal sealed record PolicyPlace(string Path, bool IsOfSubset, bool IsOfPort)
{
    public const string OfHost = "spec.trafficPolicy.";

    private const string Subset = "moved";

    public static ImmutableArray<PolicyPlace> Others { get; } =
    [
        new("spec.subsets[].trafficPolicy.portLevelSettings[].", IsOfSubset: true, IsOfPort: true),
        new("spec.subsets[].trafficPolicy.", IsOfSubset: true, IsOfPort: false),
        new("spec.trafficPolicy.portLevelSettings[].", IsOfSubset: false, IsOfPort: true),
    ];

    /// <summary>The documents with every policy of a host moved here, and with routes that lead to the subset.</summary>
    public ImmutableArray<MappingSyntax> Move(ImmutableArray<MappingSyntax> documents)
    {
        ImmutableArray<string> ports = [.. documents.SelectMany(PortsOf).Distinct()];
        var hosts = documents.Where(IsMovable).Select(document => Spec(document).Text("host")).ToHashSet();

        return [.. documents.Select(document => Change(document, spec =>
            IsMovable(document) ? Move(spec, ports) : IsOfSubset ? ToSubset(spec, hosts) : spec))];
    }

    // A rule that has subsets already shows something else.
    private static bool IsMovable(MappingSyntax document) =>
        Kind(document) is "DestinationRule" && Spec(document) is var spec && spec.Has("trafficPolicy") && !spec.Has("subsets");

    private Fields Move(Fields rule, ImmutableArray<string> ports)
    {
        var policy = rule.Object("trafficPolicy") ?? rule;
        if (IsOfPort)
        {
            policy = Of(policy, ("portLevelSettings", new SequenceSyntax(
                policy.Span, [.. ports.Select(port => Of(policy, [.. PortParts(policy), ("port", Of(policy, ("number", Plain(policy, port))).Mapping)]).Mapping)])));
        }

        return IsOfSubset
            ? rule.With("trafficPolicy", null).With("subsets", new SequenceSyntax(
                rule.Span, [Of(rule, ("name", Plain(rule, Subset)), ("trafficPolicy", policy.Mapping)).Mapping]))
            : rule.With("trafficPolicy", policy.Mapping);
    }

    private static IEnumerable<(string, SyntaxNode)> PortParts(Fields policy) =>
        policy.Mapping.Entries.Where(entry => Ir.PortPolicy.IsPortPart(entry.Key.Value)).Select(entry => (entry.Key.Value, entry.Value));

    private static Fields ToSubset(Fields service, HashSet<string?> hosts)
    {
        foreach (var list in new[] { "http", "tcp", "tls" })
        {
            service = service.WithObjects(list, rule => rule.WithObjects("route", entry => entry.WithObject("destination", destination =>
                hosts.Contains(destination.Text("host")) && !destination.Has("subset") ? destination.With("subset", Plain(destination, Subset)) : destination)));
        }

        return service;
    }

    private static IEnumerable<string> PortsOf(MappingSyntax document) => Kind(document) is "Service" or "ServiceEntry"
        ? Spec(document).Objects("ports").Select(port => port.Text("port") ?? port.Text("number") ?? "")
        : [];

    private static MappingSyntax Change(MappingSyntax document, Func<Fields, Fields> change) =>
        new Fields(document).WithObject("spec", change).Mapping;

    private static string? Kind(MappingSyntax document) => new Fields(document).Text("kind");

    private static Fields Spec(MappingSyntax document) => new Fields(document).Object("spec") ?? new(document);

    private static Fields Of(Fields place, params ReadOnlySpan<(string Name, SyntaxNode Value)> entries)
    {
        var made = new Fields(new(place.Span, []));
        foreach (var (name, value) in entries)
        {
            made = made.With(name, value);
        }

        return made;
    }

    private static ScalarSyntax Plain(Fields place, string text) => new(place.Span, text, IsPlain: true);
}
