using System.Collections.Immutable;
using Envoy.Config.Route.V3;

namespace GatewayPipeline.Compiler.Differences.Words;

/// <summary>What a route says, in the words of a VirtualService.</summary>
internal static class RouteWords
{
    private const string MatchPrefix = "match.";
    private const string NoLimit = "no limit";

    private static readonly FieldNames Names = new(
        ("match.prefix", "match.uri.prefix"),
        ("match.path", "match.uri.exact"),
        ("match.safeRegex", "match.uri.regex"),
        ("match.headers[:*]", "match.*"),
        ("match.headers[*]", "match.headers.*"),
        ("match.queryParameters[*]", "match.queryParams.*"),
        ("route.timeout", "timeout"),
        ("route.retryPolicy.numRetries", "retries.attempts"),
        ("route.retryPolicy.perTryTimeout", "retries.perTryTimeout"),
        ("route.retryPolicy.retryOn", "retries.retryOn"),
        ("route.retryPolicy.retriableStatusCodes", "retries.retryOn (status codes)"),
        ("route.retryPolicy.retryBackOff.baseInterval", "retries.backoff"),
        ("route.retryPolicy.retryHostPredicate[*].name", "retries.retryIgnorePreviousHosts"),
        ("route.retryPolicy.retryPriority.name", "retries.retryRemoteLocalities"),
        ("route.prefixRewrite", "rewrite.uri"),
        ("route.regexRewrite.pattern", "rewrite.uriRegexRewrite.match"),
        ("route.regexRewrite.substitution", "rewrite.uriRegexRewrite.rewrite"),
        ("route.hostRewriteLiteral", "rewrite.authority"),
        ("route.requestMirrorPolicies[*].cluster", "mirrors.destination"),
        ("route.requestMirrorPolicies[*].runtimeFraction", "mirrors.percentage"),
        ("route.hashPolicy[*", "consistentHash[*"),
        ("route.weightedClusters.clusters[*].hostRewriteLiteral", "authority sent to *"),
        ("requestHeadersToAdd[*]", "headers.request.*"),
        ("requestHeadersToRemove", "headers.request.remove"),
        ("responseHeadersToAdd[*]", "headers.response.*"),
        ("responseHeadersToRemove", "headers.response.remove"),
        ("redirect.hostRedirect", "redirect.authority"),
        ("redirect.pathRedirect", "redirect.uri"),
        ("redirect.prefixRewrite", "redirect.uri (prefix)"),
        ("redirect.portRedirect", "redirect.port"),
        ("redirect.schemeRedirect", "redirect.scheme"),
        ("redirect.responseCode", "redirect.redirectCode"),
        ("directResponse.status", "directResponse.status"),
        ("directResponse.body.*", "directResponse.body"),
        ("typedPerFilterConfig[envoy.filters.http.fault].delay.*", "fault.delay.*"),
        ("typedPerFilterConfig[envoy.filters.http.fault].abort.*", "fault.abort.*"),
        ("typedPerFilterConfig[envoy.filters.http.fault]*", "fault*"),
        ("typedPerFilterConfig[envoy.filters.http.cors].allowOriginStringMatch[*]", "corsPolicy.allowOrigins[*]"),
        ("typedPerFilterConfig[envoy.filters.http.cors].*", "corsPolicy.*"),
        ("metadata.filterMetadata[istio]", "VirtualService"),
        ("decorator.operation", "name in traces"),
        ("name", "name"));

    /// <summary>All that it says, conditions and actions.</summary>
    public static FactList FactsOf(Route route)
    {
        var rest = route.Clone();
        var facts = new FactList();
        if (rest.Match is { CaseSensitive: true } match)
        {
            match.CaseSensitive = null;
        }
        else if (rest.Match is { CaseSensitive: false } folded)
        {
            facts.Add("match.ignoreUriCase", "true");
            folded.CaseSensitive = null;
        }

        if (IstioSource.NameOf(rest.Metadata) is { } source)
        {
            facts.Add("VirtualService", source);
            rest.Metadata = null;
        }

        TakeDestinations(rest, facts);
        foreach (var leaf in MessageLeaves.Of(rest))
        {
            facts.Add(Names.Of(leaf.Path), ValueOf(leaf));
        }

        return facts;
    }

    /// <summary>Its conditions in a line: <c>uri.prefix /api, headers.x-user exact ada</c>.</summary>
    public static string TitleOf(Route route)
    {
        var conditions = FactsOf(new() { Match = route.Match }).Facts
            .Where(fact => fact.Field.StartsWith(MatchPrefix, StringComparison.Ordinal))
            .Select(fact => $"{fact.Field[MatchPrefix.Length..]} {fact.Value}");
        var name = route.Name.Length > 0 ? $" ({route.Name})" : "";

        return string.Join(", ", conditions) + name;
    }

    /// <summary>What is worth telling of a route that is new or gone: not what every route has.</summary>
    public static ImmutableArray<FieldChange> SummaryOf(Route route, bool isAdded) =>
    [
        .. FactsOf(route).Facts
            .Where(fact => !fact.Field.StartsWith(MatchPrefix, StringComparison.Ordinal) && !IsUsual(fact))
            .Select(fact => isAdded ? new FieldChange(fact.Field, null, fact.Value) : new FieldChange(fact.Field, fact.Value, null)),
    ];

    /// <summary>Of two routes, without what goes without saying beside the rest.</summary>
    public static ImmutableArray<FieldChange> Compare(Route older, Route newer)
    {
        var all = FactList.Compare(FactsOf(older), FactsOf(newer));
        var own = all.RemoveAll(change => IsDerived(change) || (older.ActionCase != newer.ActionCase && IsUsual(change)));

        return own is not [] ? own : all;
    }

    /// <summary>What a client or an upstream can tell.</summary>
    public static bool IsAnswer(string field) => field is not ("VirtualService" or "name" or "name in traces")
        && !field.StartsWith(MatchPrefix, StringComparison.Ordinal);

    // What follows from another fact, or is the form of one.
    private static bool IsDerived(FieldChange change) => change is { Field: "name in traces" } or { Base: null, Head: "" } or { Base: "", Head: null }
        || ((change.Base is null || change.Head is null)
            && (change.Field.EndsWith(".@type", StringComparison.Ordinal) || change.Field.Contains("retryHostPredicate", StringComparison.Ordinal)));

    // What every route that forwards has, when it comes or goes with the forwarding.
    private static bool IsUsual(FieldChange change) =>
        (change.Base is null || change.Head is null) && IsUsual(new Fact(change.Field, change.Base ?? change.Head ?? ""));

    private static string StatusOf(string code) => code switch
    {
        "MOVED_PERMANENTLY" => "301",
        "FOUND" => "302",
        "SEE_OTHER" => "303",
        "TEMPORARY_REDIRECT" => "307",
        "PERMANENT_REDIRECT" => "308",
        _ => code,
    };

    private static bool IsUsual(Fact fact) => fact is { Field: "timeout", Value: NoLimit } or { Field: "VirtualService" or "name" or "name in traces" }
        || fact.Field.StartsWith("retries.", StringComparison.Ordinal) || fact.Field.EndsWith(".@type", StringComparison.Ordinal)
        || fact.Field.StartsWith("Envoy's ", StringComparison.Ordinal);

    private static void TakeDestinations(Route rest, FactList facts)
    {
        if (rest.Route_ is not { } action)
        {
            return;
        }

        if (action.ClusterSpecifierCase is RouteAction.ClusterSpecifierOneofCase.Cluster)
        {
            facts.Add($"goes to {DestinationText.Of(action.Cluster)}", DiffText.AllRequests);
            action.ClearClusterSpecifier();
        }

        foreach (var cluster in action.WeightedClusters?.Clusters ?? [])
        {
            facts.Add($"goes to {DestinationText.Of(cluster.Name)}", $"weight {cluster.Weight ?? 0}");
            cluster.Weight = null;
        }
    }

    private static string ValueOf(Leaf leaf) => leaf switch
    {
        { Path: "route.timeout", Value: "0s" } => NoLimit,
        { Path: "redirect.responseCode" } => StatusOf(leaf.Value),
        _ when leaf.Path.EndsWith("].cluster", StringComparison.Ordinal) => DestinationText.Of(leaf.Value),
        _ => leaf.Value,
    };
}
