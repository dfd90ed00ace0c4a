using System.Net.Sockets;
using GatewayPipeline.Discovery;
using Grpc.Core;
using Grpc.Net.Client;

namespace GatewayPipeline.Preview.Ads;

/// <summary>
/// A delta ADS client of the agent, in Envoy's manner: clusters first, listeners when clusters have been answered,
/// endpoints and routes by name as they are needed; an acknowledgement follows once the change is in force.
/// </summary>
internal sealed class AdsClient(PreviewOptions options, IConfigurationTarget target, TimeProvider time)
{
    private const int InternalError = 13;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMilliseconds(250);

    private readonly DiscoveredResources resources = new();

    /// <summary>Runs until cancelled; a broken stream is begun anew and goes on where it stood.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var channel = Connect(options.AdsSocket);
        var client = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(channel);
        var delay = FirstRetry;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                using var call = client.DeltaAggregatedResources(cancellationToken: cancellation);
                var stream = new AdsStream(call.RequestStream, resources);
                await stream.BeginAsync(options.Node, cancellation);
                await foreach (var response in call.ResponseStream.ReadAllAsync(cancellation))
                {
                    delay = FirstRetry;
                    await AnswerAsync(stream, response, cancellation);
                }
            }
            catch (Exception e) when (e is RpcException or IOException or InvalidOperationException)
            {
                // The agent is away, or we are asked to end: what is in force stays in force.
            }

            await Task.Delay(delay, time, cancellation);
            delay = delay + delay < LastRetry ? delay + delay : LastRetry;
        }
    }

    private async Task AnswerAsync(AdsStream stream, DeltaDiscoveryResponse response, CancellationToken cancellation)
    {
        string? refusal;
        try
        {
            resources.Apply(response);
            await stream.SubscribeToNamesAsync(cancellation);
            refusal = await target.ApplyAsync(resources, response.TypeUrl, cancellation);
        }
        catch (Google.Protobuf.InvalidProtocolBufferException e)
        {
            refusal = $"{response.TypeUrl}: {e.Message}";
        }

        var error = refusal is null ? null
            : new GatewayPipeline.Discovery.Status { Code = InternalError, Message = refusal };
        await stream.AcknowledgeAsync(response, error, cancellation);
    }

    private static GrpcChannel Connect(string socketPath) =>
        GrpcChannel.ForAddress("http://localhost", new()
        {
            MaxReceiveMessageSize = null,
            DisposeHttpClient = true,
            HttpHandler = new SocketsHttpHandler
            {
                UseProxy = false,
                EnableMultipleHttp2Connections = true,
                ConnectCallback = async (_, cancellation) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    try
                    {
                        await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation);

                        return new NetworkStream(socket, ownsSocket: true);
                    }
                    catch
                    {
                        socket.Dispose();
                        throw;
                    }
                },
            },
        });
}

/// <summary>Where discovered resources go. Answers null, or why a part of them was refused.</summary>
internal interface IConfigurationTarget
{
    Task<string?> ApplyAsync(DiscoveredResources resources, string changedType, CancellationToken cancellation);
}
