using GatewayPipeline.Discovery;
using Grpc.Core;

namespace GatewayPipeline.Preview.Ads;

/// <summary>One stream to the agent: what was asked for on it, and which acknowledgements wait.</summary>
internal sealed class AdsStream(IClientStreamWriter<DeltaDiscoveryRequest> requests, DiscoveredResources resources)
{
    private readonly HashSet<string> endpointNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> secretNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> routeNames = new(StringComparer.Ordinal);
    private readonly List<DeltaDiscoveryRequest> clustersWarming = [];
    private bool listenersAskedFor;

    /// <summary>Asks for clusters, naming what is held from an earlier stream.</summary>
    public async Task BeginAsync(Node node, CancellationToken cancellation)
    {
        var request = Initial(resources.Clusters.TypeUrl);
        request.Node = node;
        await requests.WriteAsync(request, cancellation);
        if (resources.Listeners.Versions.Count > 0)
        {
            // A stream that goes on: the agent need not send clusters again, so nothing is waited for.
            await AskForListenersAsync(cancellation);
        }

        await SubscribeToNamesAsync(cancellation);
    }

    /// <summary>
    /// Asks for endpoints, certificates and routes that became needed and drops those that are not needed any more.
    /// </summary>
    public async Task SubscribeToNamesAsync(CancellationToken cancellation)
    {
        await SubscribeAsync(resources.Endpoints.TypeUrl, endpointNames, resources.EndpointNames, cancellation);
        resources.Endpoints.Keep(endpointNames);
        await SubscribeAsync(resources.Secrets.TypeUrl, secretNames, resources.SecretNames, cancellation);
        resources.Secrets.Keep(secretNames);
        await SubscribeAsync(resources.Routes.TypeUrl, routeNames, resources.RouteNames, cancellation);
        resources.Routes.Keep(routeNames);
    }

    /// <summary>
    /// Says yes or no to a response. The yes to clusters waits until the endpoints of each are known: it means that
    /// they serve.
    /// </summary>
    public async Task AcknowledgeAsync(
        DeltaDiscoveryResponse response, GatewayPipeline.Discovery.Status? error, CancellationToken cancellation)
    {
        var answer = new DeltaDiscoveryRequest
        {
            TypeUrl = response.TypeUrl,
            ResponseNonce = response.Nonce,
            ErrorDetail = error,
        };
        if (response.TypeUrl == resources.Clusters.TypeUrl && error is null)
        {
            clustersWarming.Add(answer);
        }
        else
        {
            await requests.WriteAsync(answer, cancellation);
        }

        await AcknowledgeWarmClustersAsync(cancellation);
    }

    private async Task AcknowledgeWarmClustersAsync(CancellationToken cancellation)
    {
        if (clustersWarming.Count == 0 || !resources.Clusters.Messages.Values.All(resources.IsWarm))
        {
            return;
        }

        // Every response has its answer, also those that a later one overtook.
        foreach (var answer in clustersWarming)
        {
            await requests.WriteAsync(answer, cancellation);
        }

        clustersWarming.Clear();
        if (!listenersAskedFor)
        {
            await AskForListenersAsync(cancellation);
        }
    }

    private Task AskForListenersAsync(CancellationToken cancellation)
    {
        listenersAskedFor = true;

        return requests.WriteAsync(Initial(resources.Listeners.TypeUrl), cancellation);
    }

    private async Task SubscribeAsync(
        string typeUrl, HashSet<string> subscribed, IEnumerable<string> needed, CancellationToken cancellation)
    {
        var wanted = needed.ToHashSet(StringComparer.Ordinal);
        if (wanted.SetEquals(subscribed))
        {
            return;
        }

        var request = subscribed.Count == 0 ? Initial(typeUrl) : new() { TypeUrl = typeUrl };
        request.ResourceNamesSubscribe.AddRange(wanted.Except(subscribed).Order(StringComparer.Ordinal));
        request.ResourceNamesUnsubscribe.AddRange(subscribed.Except(wanted).Order(StringComparer.Ordinal));
        subscribed.Clear();
        subscribed.UnionWith(wanted);
        await requests.WriteAsync(request, cancellation);
    }

    private DeltaDiscoveryRequest Initial(string typeUrl) => new()
    {
        TypeUrl = typeUrl,
        InitialResourceVersions = { resources.VersionsOf(typeUrl).ToDictionary() },
    };
}
