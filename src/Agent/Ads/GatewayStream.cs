using System.Globalization;
using System.Threading.Channels;
using GatewayPipeline.Bundles;
using GatewayPipeline.Discovery;
using Grpc.Core;

namespace GatewayPipeline.Agent.Ads;

/// <summary>Who is at the other end of a stream, as it introduced itself in its first request.</summary>
internal sealed record GatewayIdentity(string NodeId, string UserAgent, string Version)
{
    private const string EnvoyUserAgent = "envoy";

    public bool IsEnvoy => UserAgent == EnvoyUserAgent;

    public static GatewayIdentity From(Node node)
    {
        var version = node.UserAgentBuildVersion?.Version;

        return new(
            node.Id,
            node.UserAgentName,
            version is null ? "" : FormattableString.Invariant(
                $"{version.MajorNumber}.{version.MinorNumber}.{version.Patch}"));
    }
}

/// <summary>
/// One gateway's stream: requests come in, and whatever the gateway lacks of the served sets goes out.
/// </summary>
internal sealed class GatewayStream(ServedResources served)
{
    private readonly Lock gate = new();
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Dictionary<string, TypeSubscription> types = new(StringComparer.Ordinal);
    private long nonces;

    /// <summary>Null until the first request.</summary>
    public GatewayIdentity? Identity { get; private set; }

    /// <summary>Runs until the gateway goes away or <paramref name="cancellation"/> asks for an end.</summary>
    public async Task RunAsync(
        IAsyncStreamReader<DeltaDiscoveryRequest> requests,
        IServerStreamWriter<DeltaDiscoveryResponse> responses,
        CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var writing = WriteAsync(responses, ending.Token);
        try
        {
            var reading = ReadAsync(requests, ending.Token);
            await await Task.WhenAny(reading, writing);
        }
        finally
        {
            await ending.CancelAsync();
            await ((Task)writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// The state of things when the stream opens; of <paramref name="suspected"/> names nothing is believed.
    /// </summary>
    public void Begin(IEnumerable<ResourceSet> sets, Func<string, IEnumerable<string>> suspected)
    {
        lock (gate)
        {
            foreach (var set in sets)
            {
                var type = new TypeSubscription(set);
                type.Suspect(suspected(set.TypeUrl));
                types.Add(set.TypeUrl, type);
            }
        }
    }

    /// <summary>Takes over new sets, all in one step.</summary>
    public void Serve(IEnumerable<ServedChange> changes)
    {
        lock (gate)
        {
            foreach (var change in changes)
            {
                var type = types[change.Set.TypeUrl];
                if (change.IsNew || change.Again || type.Rejection is not null)
                {
                    type.Serve(change.Set, change.Again);
                }

                type.Suspect(change.Suspected);
            }
        }

        wake.Writer.TryWrite(true);
    }

    /// <summary>How far the gateway is with the present set of one type.</summary>
    public StreamAnswer Answer(string typeUrl)
    {
        lock (gate)
        {
            var type = types[typeUrl];
            if (type.Rejection is { } message)
            {
                return new StreamAnswer.Rejected(message);
            }

            // Clusters and listeners are always asked for; the other types only once something names them.
            var awaitsRequest = !type.IsSubscribed && typeUrl is (TypeUrls.Cluster or TypeUrls.Listener);

            return type.IsSettled && !awaitsRequest ? StreamAnswer.Settled.Instance : StreamAnswer.Underway.Instance;
        }
    }

    private async Task ReadAsync(IAsyncStreamReader<DeltaDiscoveryRequest> requests, CancellationToken cancellation)
    {
        while (await requests.MoveNext(cancellation))
        {
            var request = requests.Current;
            lock (gate)
            {
                Identity ??= GatewayIdentity.From(request.Node ?? new Node());
                if (types.TryGetValue(request.TypeUrl, out var type))
                {
                    type.Receive(request);
                }
            }

            wake.Writer.TryWrite(true);
        }
    }

    private async Task WriteAsync(IServerStreamWriter<DeltaDiscoveryResponse> responses, CancellationToken cancellation)
    {
        while (true)
        {
            await wake.Reader.ReadAsync(cancellation);
            while (NextResponse() is { } response)
            {
                await responses.WriteAsync(response, cancellation);
            }

            served.Announce();
        }
    }

    private DeltaDiscoveryResponse? NextResponse()
    {
        lock (gate)
        {
            var nonce = (nonces + 1).ToString(CultureInfo.InvariantCulture);
            foreach (var typeUrl in TypeUrls.InActivationOrder)
            {
                // What points at clusters waits until the gateway has them, warm. It withholds its answer for so long.
                if (typeUrl is TypeUrls.Listener or TypeUrls.RouteConfiguration && !types[TypeUrls.Cluster].IsSettled)
                {
                    return null;
                }

                if (types[typeUrl].NextResponse(nonce) is { } response)
                {
                    nonces++;
                    return response;
                }
            }

            return null;
        }
    }
}

/// <summary>A set that is offered, whether it is a new one, and what of it must be sent once more.</summary>
internal sealed record ServedChange(ResourceSet Set, bool IsNew, bool Again, IEnumerable<string> Suspected);

/// <summary>What a gateway has said so far to what it was sent.</summary>
internal abstract record StreamAnswer
{
    private StreamAnswer()
    {
    }

    public sealed record Settled : StreamAnswer
    {
        public static Settled Instance { get; } = new();
    }

    public sealed record Underway : StreamAnswer
    {
        public static Underway Instance { get; } = new();
    }

    public sealed record Rejected(string Message) : StreamAnswer;
}
