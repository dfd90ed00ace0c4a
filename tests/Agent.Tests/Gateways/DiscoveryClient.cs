using System.Net.Sockets;
using GatewayPipeline.Discovery;
using Grpc.Core;
using Grpc.Net.Client;

namespace GatewayPipeline.Agent.Tests.Gateways;

/// <summary>A gateway that does only what a test tells it to: one stream, requests by hand.</summary>
internal sealed class DiscoveryClient : IAsyncDisposable
{
    private readonly GrpcChannel channel;
    private readonly AsyncDuplexStreamingCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse> call;
    private bool isIntroduced;

    public DiscoveryClient(string socketPath)
    {
        channel = GrpcChannel.ForAddress("http://agent", new()
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellation) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            },
        });
        call = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(channel)
            .DeltaAggregatedResources(cancellationToken: TestContext.Current.CancellationToken);
    }

    public async Task SendAsync(DeltaDiscoveryRequest request)
    {
        if (!isIntroduced)
        {
            isIntroduced = true;
            request.Node = new() { Id = "by-hand", UserAgentName = "test" };
        }

        await call.RequestStream.WriteAsync(request, TestContext.Current.CancellationToken);
    }

    public Task SubscribeAsync(string typeUrl, params string[] names) =>
        SendAsync(new() { TypeUrl = typeUrl, ResourceNamesSubscribe = { names } });

    public Task AcknowledgeAsync(DeltaDiscoveryResponse response) =>
        SendAsync(new() { TypeUrl = response.TypeUrl, ResponseNonce = response.Nonce });

    public Task RefuseAsync(DeltaDiscoveryResponse response, string message) =>
        SendAsync(new()
        {
            TypeUrl = response.TypeUrl,
            ResponseNonce = response.Nonce,
            ErrorDetail = new() { Code = 13, Message = message },
        });

    public async Task<DeltaDiscoveryResponse> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        Assert.True(await call.ResponseStream.MoveNext(limit.Token), "the stream ended instead of bringing a response");

        return call.ResponseStream.Current;
    }

    /// <summary>Whatever comes next, whenever that may be.</summary>
    public async Task<DeltaDiscoveryResponse> NextAsync() =>
        await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)
            ? call.ResponseStream.Current
            : throw new IOException("the agent has ended the stream");

    /// <summary>Asserts that nothing comes for a while.</summary>
    public async Task ExpectSilenceAsync()
    {
        var next = call.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
        var first = await Task.WhenAny(next, Task.Delay(200, TestContext.Current.CancellationToken));
        Assert.True(first != next, "a response came that nobody needs");
    }

    public async ValueTask DisposeAsync()
    {
        call.Dispose();
        channel.Dispose();
        await Task.CompletedTask;
    }
}
