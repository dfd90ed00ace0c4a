using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace GatewayPipeline.Preview.Forwarding;

/// <summary>Carries the bytes of a connection to an endpoint and back, until both sides have said all.</summary>
internal static class ByteRelay
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(ConnectionContext client, UpstreamEndpoint endpoint)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var limit = new CancellationTokenSource(ConnectLimit);
            await socket.ConnectAsync(endpoint.Address, endpoint.Port, limit.Token);
            await using var upstream = new NetworkStream(socket);
            await Task.WhenAll(SendAsync(client, upstream, socket), AnswerAsync(client, upstream));
        }
        catch (Exception e) when (
            e is IOException or SocketException or OperationCanceledException or ConnectionAbortedException)
        {
            // One side is gone, and so the other goes.
        }
    }

    private static async Task SendAsync(ConnectionContext client, NetworkStream upstream, Socket socket)
    {
        await client.Transport.Input.CopyToAsync(upstream, client.ConnectionClosed);
        socket.Shutdown(SocketShutdown.Send);
    }

    private static async Task AnswerAsync(ConnectionContext client, NetworkStream upstream)
    {
        await upstream.CopyToAsync(client.Transport.Output.AsStream(leaveOpen: true), client.ConnectionClosed);
        await client.Transport.Output.CompleteAsync();
    }
}
