using System.Collections.Immutable;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Model;

/// <summary>
/// How the rule that delegates and a rule of its delegate become one: names, and every pair of alternatives that can
/// both be met.
/// </summary>
internal static class DelegateRule
{
    private static readonly ImmutableArray<string> Texts = ["uri", "scheme", "method", "authority"];
    private static readonly ImmutableArray<string> Maps = ["headers", "withoutHeaders", "queryParams"];

    /// <summary>The rule with its short names as its own namespace means them.</summary>
    public static Fields Qualify(Fields rule, string @namespace, string domain)
    {
        return rule
            .WithObjects("route", entry => entry.WithObject("destination", Destination))
            .WithObject("mirror", Destination)
            .WithObjects("mirrors", entry => entry.WithObject("destination", Destination))
            .WithObjects("match", Gateways);

        Fields Destination(Fields destination) => destination.WithText("host", host => HostName.Qualify(host, @namespace, domain));

        Fields Gateways(Fields match) => match.Node("gateways") is SequenceSyntax list
            ? match.With("gateways", list with
            {
                Items = [.. match.Texts("gateways").Select(name => name with { Value = VirtualService.Resolve(name.Value, @namespace) })],
            })
            : match;
    }

    /// <summary>Name of the root, a hyphen, the own name; or the one that there is.</summary>
    public static Fields Named(Fields own, string? outer) =>
        string.IsNullOrEmpty(outer) ? own
        : own.Text("name") is { Length: > 0 } ? own.WithText("name", name => $"{outer}-{name}")
        : own.With("name", new ScalarSyntax(own.Span, outer, IsPlain: false));

    /// <summary>
    /// The combinations of alternatives that can both be met. Null if one of the delegate's fits none of the root's:
    /// then nothing of its rule stays.
    /// </summary>
    public static ImmutableArray<SyntaxNode>? Matches(ImmutableArray<Fields> outer, ImmutableArray<Fields> own)
    {
        if (outer is [] || own is [])
        {
            return [.. outer.Concat(own).Select(match => (SyntaxNode)match.Mapping)];
        }

        var matches = ImmutableArray.CreateBuilder<SyntaxNode>();
        foreach (var inner in own)
        {
            var before = matches.Count;
            foreach (var root in outer)
            {
                if (!Conflict(root, inner))
                {
                    matches.Add(Merge(root, inner).Mapping);
                }
            }

            if (matches.Count == before)
            {
                return null;
            }
        }

        return matches.DrainToImmutable();
    }

    private static Fields Merge(Fields root, Fields own) => Named(own, root.Text("name"))
        .JoinedWith(root, "headers")
        .JoinedWith(root, "withoutHeaders")
        .JoinedWith(root, "queryParams")
        .JoinedWith(root, "sourceLabels")
        .FilledFrom(root, [.. Texts, "port", "sourceNamespace", "gateways", "statPrefix"]);

    private static bool Conflict(Fields root, Fields own) =>
        Texts.Any(name => TextsConflict(root.Object(name), own.Object(name)))
        || Maps.Any(map => own.ObjectMap(map).Any(entry => TextsConflict(Entry(root, map, entry.Name), entry.Value)))
        || (root.Flag("ignoreUriCase") ?? false) != (own.Flag("ignoreUriCase") ?? false)
        || (root.Integer("port") is > 0 and var port && own.Integer("port") is > 0 and var other && port != other)
        || (root.Text("sourceNamespace") is { Length: > 0 } source && source != (own.Text("sourceNamespace") ?? ""))
        || LabelsConflict(root.Labels("sourceLabels"), own.Labels("sourceLabels"))
        || GatewaysConflict(root, own);

    private static Fields? Entry(Fields match, string map, string name)
    {
        foreach (var entry in match.Map(map))
        {
            if (entry.Key.Value == name && entry.Value is MappingSyntax value)
            {
                return new(value);
            }
        }

        return null;
    }

    private static bool LabelsConflict(ImmutableSortedDictionary<string, string> root, ImmutableSortedDictionary<string, string> own) =>
        own.Any(label => root.TryGetValue(label.Key, out var value) && value != label.Value);

    private static bool GatewaysConflict(Fields root, Fields own)
    {
        var known = root.Texts("gateways").Select(name => name.Value).ToHashSet(StringComparer.Ordinal);

        return known.Count > 0 && own.Texts("gateways").Any(name => !known.Contains(name.Value));
    }

    // Istio compares no regular expressions: one beside any other text is a conflict.
    private static bool TextsConflict(Fields? root, Fields? own)
    {
        if (root is not { } outer || own is not { } inner)
        {
            return false;
        }

        var (exact, prefix, regex) = Forms(inner);

        return Forms(outer) switch
        {
            (_, _, { Length: > 0 }) when exact.Length + prefix.Length + regex.Length > 0 => true,
            ({ Length: > 0 }, _, _) or (_, { Length: > 0 }, _) when regex.Length > 0 => true,
            ({ Length: > 0 } same, _, _) => prefix.Length > 0 || exact != same,
            (_, { Length: > 0 } start, _) when prefix.Length > 0 => !prefix.StartsWith(start, StringComparison.Ordinal),
            (_, { Length: > 0 } start, _) when exact.Length > 0 => !exact.StartsWith(start, StringComparison.Ordinal),
            _ => false,
        };
    }

    private static (string Exact, string Prefix, string Regex) Forms(Fields text) =>
        (text.Text("exact") ?? "", text.Text("prefix") ?? "", text.Text("regex") ?? "");
}
