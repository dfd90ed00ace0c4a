using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using GatewayPipeline.Bundles;
using GatewayPipeline.Discovery;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GatewayPipeline.Cli.Tests.Preview;

/// <summary>
/// The agent's end of the discovery protocol: sends what a test tells it, and keeps what the gateway said.
/// </summary>
internal sealed class FakeAgent : AggregatedDiscoveryService.AggregatedDiscoveryServiceBase, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string,
        TaskCompletionSource<DeltaDiscoveryRequest>> answers = new(StringComparer.Ordinal);
    private readonly Channel<DeltaDiscoveryRequest> subscriptions = Channel.CreateUnbounded<DeltaDiscoveryRequest>();
    private readonly Channel<DeltaDiscoveryResponse> responses = Channel.CreateUnbounded<DeltaDiscoveryResponse>();
    private WebApplication? server;
    private int nonces;

    public static async Task<FakeAgent> StartAsync(string socket)
    {
        var agent = new FakeAgent();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(agent);
        builder.WebHost.ConfigureKestrel(options =>
            options.ListenUnixSocket(socket, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        agent.server = builder.Build();
        agent.server.MapGrpcService<FakeAgent>();
        await agent.server.StartAsync();

        return agent;
    }

    public override async Task DeltaAggregatedResources(
        IAsyncStreamReader<DeltaDiscoveryRequest> requestStream,
        IServerStreamWriter<DeltaDiscoveryResponse> responseStream,
        ServerCallContext context)
    {
        var reading = ReadAsync(requestStream, context.CancellationToken);
        try
        {
            await foreach (var response in responses.Reader.ReadAllAsync(context.CancellationToken))
            {
                await responseStream.WriteAsync(response);
            }
        }
        catch (Exception exception) when (
            exception is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The gateway went away.
        }

        await reading;
    }

    /// <summary>The next request that asks for something.</summary>
    public async Task<DeltaDiscoveryRequest> AskedAsync(string typeUrl)
    {
        using var limit = new CancellationTokenSource(Patience);
        await foreach (var request in subscriptions.Reader.ReadAllAsync(limit.Token))
        {
            if (request.TypeUrl == typeUrl)
            {
                return request;
            }
        }

        throw new TimeoutException($"the gateway did not ask for {typeUrl}");
    }

    /// <summary>Sends resources and waits for the gateway's yes (null) or no (its words).</summary>
    public async Task<string?> SendAsync(string typeUrl, IEnumerable<XdsResource> resources, params string[] removed) =>
        await Answer(Send(typeUrl, resources, removed));

    /// <summary>Sends resources; the nonce identifies the answer.</summary>
    public string Send(string typeUrl, IEnumerable<XdsResource> resources, params string[] removed)
    {
        var nonce = Interlocked.Increment(ref nonces).ToString(CultureInfo.InvariantCulture);
        answers[nonce] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var response = new DeltaDiscoveryResponse { TypeUrl = typeUrl, Nonce = nonce, SystemVersionInfo = nonce };
        response.Resources.AddRange(resources.Select(resource => new Resource
        {
            Name = resource.Name,
            Version = BundleDigest.Of(resource.Value.Span).Hex,
            Resource_ = new Any { TypeUrl = resource.TypeUrl, Value = ByteString.CopyFrom(resource.Value.Span) },
        }));
        response.RemovedResources.AddRange(removed);
        responses.Writer.TryWrite(response);

        return nonce;
    }

    public async Task<string?> Answer(string nonce) =>
        (await answers[nonce].Task.WaitAsync(Patience)).ErrorDetail?.Message;

    public bool IsAnswered(string nonce) => answers[nonce].Task.IsCompleted;

    public async ValueTask DisposeAsync()
    {
        responses.Writer.TryComplete();
        await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private async Task ReadAsync(IAsyncStreamReader<DeltaDiscoveryRequest> requests, CancellationToken cancellation)
    {
        try
        {
            await foreach (var request in requests.ReadAllAsync(cancellation))
            {
                if (request.ResponseNonce.Length > 0)
                {
                    answers[request.ResponseNonce].TrySetResult(request);
                }
                else
                {
                    subscriptions.Writer.TryWrite(request);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The gateway went away.
        }
    }
}
