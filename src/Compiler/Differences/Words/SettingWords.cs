using System.Collections.Immutable;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;

namespace GatewayPipeline.Compiler.Differences.Words;

/// <summary>What clusters, their endpoints, listeners and certificates say, in the words of manifests.</summary>
internal static class SettingWords
{
    private const string Unlimited = "4294967295";
    private const string HttpOptions = "typedExtensionProtocolOptions[envoy.extensions.upstreams.http.v3.HttpProtocolOptions]";
    private const string TlsContext = "transportSocket.typedConfig.commonTlsContext";
    private const string Manager = "filters[envoy.filters.network.http_connection_manager].typedConfig";
    private const string TcpProxy = "filters[envoy.filters.network.tcp_proxy].typedConfig";

    private static readonly FieldNames OfClusters = new(
        ("connectTimeout", "connectionPool.tcp.connectTimeout"),
        ("circuitBreakers.thresholds[0].maxConnections", "connectionPool.tcp.maxConnections"),
        ("circuitBreakers.thresholds[0].maxPendingRequests", "connectionPool.http.http1MaxPendingRequests"),
        ("circuitBreakers.thresholds[0].maxRequests", "connectionPool.http.http2MaxRequests"),
        ("circuitBreakers.thresholds[0].maxRetries", "connectionPool.http.maxRetries"),
        ("circuitBreakers.thresholds[0].retryBudget.*", "retryBudget.*"),
        ("upstreamConnectionOptions.tcpKeepalive.*", "connectionPool.tcp.tcpKeepalive.*"),
        ($"{HttpOptions}.commonHttpProtocolOptions.idleTimeout", "connectionPool.http.idleTimeout"),
        ($"{HttpOptions}.commonHttpProtocolOptions.maxRequestsPerConnection", "connectionPool.http.maxRequestsPerConnection"),
        ($"{HttpOptions}.commonHttpProtocolOptions.maxConnectionDuration", "connectionPool.tcp.maxConnectionDuration"),
        ($"{HttpOptions}.*", "protocol *"),
        ("outlierDetection.consecutive5xx", "outlierDetection.consecutive5xxErrors"),
        ("outlierDetection.consecutiveGatewayFailure", "outlierDetection.consecutiveGatewayErrors"),
        ("outlierDetection.*", "outlierDetection.*"),
        ("commonLbConfig.healthyPanicThreshold", "outlierDetection.minHealthPercent"),
        ("lbPolicy", "loadBalancer.simple"),
        ("ringHashLbConfig.*", "loadBalancer.consistentHash.ringHash.*"),
        ("maglevLbConfig.*", "loadBalancer.consistentHash.maglev.*"),
        ($"{TlsContext}.tlsCertificateSdsSecretConfigs[*]", "tls.credentialName"),
        ($"{TlsContext}.validationContextSdsSecretConfig", "tls.credentialName (authorities)"),
        ($"{TlsContext}.combinedValidationContext.validationContextSdsSecretConfig", "tls.credentialName (authorities)"),
        ($"{TlsContext}.combinedValidationContext.defaultValidationContext.*", "tls *"),
        ("transportSocket.typedConfig.sni", "tls.sni"),
        ("transportSocket.name", "tls"),
        ("transportSocket.*", "tls *"),
        ("type", "resolution"),
        ("metadata.filterMetadata[istio]", "made from"),
        ("name", "name"));

    private static readonly FieldNames OfListeners = new(
        ("address", "address"),
        ("filterChainMatch.serverNames", "hosts (server names)"),
        ($"{TlsContext}.tlsParams.tlsMinimumProtocolVersion", "tls.minProtocolVersion"),
        ($"{TlsContext}.tlsParams.tlsMaximumProtocolVersion", "tls.maxProtocolVersion"),
        ($"{TlsContext}.tlsParams.cipherSuites", "tls.cipherSuites"),
        ($"{TlsContext}.tlsCertificateSdsSecretConfigs[*]", "tls.credentialName"),
        ($"{TlsContext}.validationContextSdsSecretConfig", "tls.credentialName (authorities)"),
        ($"{TlsContext}.combinedValidationContext.validationContextSdsSecretConfig", "tls.credentialName (authorities)"),
        ($"{TlsContext}.combinedValidationContext.defaultValidationContext.*", "tls *"),
        ("transportSocket.typedConfig.requireClientCertificate", "tls.mode MUTUAL"),
        ("transportSocket.name", "tls"),
        ("transportSocket.*", "tls *"),
        ($"{Manager}.rds.routeConfigName", "name of its routes"),
        ($"{Manager}.*", "HTTP *"),
        ($"{TcpProxy}.cluster", "goes to"),
        ($"{TcpProxy}.weightedClusters.clusters[*].weight", "goes to * with weight"),
        ($"{TcpProxy}.*", "TCP *"));

    private static readonly FieldNames OfSecrets = new(
        ("tlsCertificate.certificateChain.filename", "certificate"),
        ("tlsCertificate.privateKey.filename", "key"),
        ("validationContext.trustedCa.filename", "authorities"),
        ("tlsCertificate.watchedDirectory.path", "watched folder"),
        ("validationContext.watchedDirectory.path", "watched folder"));

    public static FactList OfCluster(Cluster cluster)
    {
        var facts = Facts(OfClusters, MessageLeaves.Without(cluster, Cluster.LoadAssignmentFieldNumber));
        if (cluster.LoadAssignment is { } assignment)
        {
            AddEndpoints(facts, assignment);
        }

        return facts;
    }

    public static FactList OfEndpoints(ClusterLoadAssignment assignment)
    {
        var facts = new FactList();
        AddEndpoints(facts, assignment);

        return facts;
    }

    public static FactList OfChain(FilterChain chain) => Facts(OfListeners, MessageLeaves.Of(chain));

    public static FactList OfListener(Listener listener) =>
        Facts(OfListeners, MessageLeaves.Without(listener, Listener.FilterChainsFieldNumber));

    public static FactList OfSecret(Secret secret) =>
        Facts(OfSecrets, MessageLeaves.Without(secret, Secret.NameFieldNumber));

    /// <summary>Of two lists, without what goes without saying beside the rest.</summary>
    public static ImmutableArray<FieldChange> Compare(FactList before, FactList after)
    {
        var all = FactList.Compare(before, after);
        var own = all.RemoveAll(IsDerived);

        return own is not [] ? own : all;
    }

    private static void AddEndpoints(FactList facts, ClusterLoadAssignment assignment)
    {
        foreach (var (index, locality) in assignment.Endpoints.Index())
        {
            var place = locality.Locality is { Region.Length: > 0 } known
                ? $" in {string.Join('/', new[] { known.Region, known.Zone, known.SubZone }.Where(part => part.Length > 0))}"
                : "";
            var priority = locality.Priority > 0 ? $", priority {locality.Priority}" : "";
            foreach (var endpoint in locality.LbEndpoints)
            {
                var leaves = MessageLeaves.Of(endpoint).ToList();
                var address = leaves.Find(leaf => leaf.Path is "endpoint.address" or "endpoint.address.pipe.path");
                var rest = leaves.Where(leaf => leaf != address && leaf.Path is not "loadBalancingWeight")
                    .Select(leaf => $", {leaf.Path} {leaf.Value}");
                facts.Add(
                    $"endpoint {address.Value}{place}",
                    $"weight {endpoint.LoadBalancingWeight ?? 1}{priority}{string.Concat(rest)}");
            }

            foreach (var leaf in MessageLeaves.Without(
                locality, LocalityLbEndpoints.LbEndpointsFieldNumber, LocalityLbEndpoints.PriorityFieldNumber))
            {
                facts.Add($"locality {index}: {leaf.Path}", leaf.Value);
            }
        }

        foreach (var leaf in MessageLeaves.Without(assignment, ClusterLoadAssignment.EndpointsFieldNumber))
        {
            facts.Add($"Envoy's {leaf.Path}", leaf.Value);
        }
    }

    private static FactList Facts(FieldNames names, IEnumerable<Leaf> leaves)
    {
        var facts = new FactList();
        foreach (var leaf in leaves)
        {
            facts.Add(names.Of(leaf.Path), ValueOf(leaf));
        }

        return facts;
    }

    // The form of a message that came or went, what is the sum of other facts, and what only dashboards show.
    private static bool IsDerived(FieldChange change) => change.Field.StartsWith("locality ", StringComparison.Ordinal)
        || change.Field is "TCP statPrefix" or "watched folder"
        || ((change.Base is null || change.Head is null)
            && (change.Field.EndsWith("@type", StringComparison.Ordinal)
                || change.Field.Contains(".enforcing", StringComparison.Ordinal)));

    private static string ValueOf(Leaf leaf) => leaf.Value switch
    {
        Unlimited => "no limit",
        "envoy.transport_sockets.tls" => "on",
        var secret when leaf.Path.Contains("SdsSecretConfig", StringComparison.Ordinal) => SecretName.CredentialOf(secret),
        var cluster when cluster.StartsWith("outbound|", StringComparison.Ordinal) => DestinationText.Of(cluster),
        var value => value,
    };
}
