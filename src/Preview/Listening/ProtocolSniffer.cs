using System.Buffers;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace GatewayPipeline.Preview.Listening;

/// <summary>
/// One accepting socket for two Kestrel endpoints. Inside TLS, if there is any, a client says in its first bytes whether it speaks
/// HTTP/1.1 or HTTP/2; Kestrel wants to know that per endpoint, so each connection is looked at and handed to the
/// endpoint that fits.
/// </summary>
internal sealed class ProtocolSniffer : IConnectionListenerFactory, IAsyncDisposable
{
    private static readonly byte[] Preface = "PRI "u8.ToArray();

    private readonly IConnectionListener socket;
    private readonly Func<ConnectionContext, CancellationToken, Task<bool>> admit;
    private readonly SniffedEndPoint http1;
    private readonly SniffedEndPoint http2;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task accepting;

    /// <param name="socket">What accepts.</param>
    /// <param name="admit">True: HTTP follows on the connection; false: it has been dealt with.</param>
    public ProtocolSniffer(
        IConnectionListener socket, Func<ConnectionContext, CancellationToken, Task<bool>> admit)
    {
        this.socket = socket;
        this.admit = admit;
        http1 = new($"{socket.EndPoint} (HTTP/1.1)");
        http2 = new($"{socket.EndPoint} (HTTP/2)");
        accepting = AcceptAsync();
    }

    public EndPoint Http1 => http1;

    public EndPoint Http2 => http2;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(new SniffedListener((SniffedEndPoint)endpoint));

    /// <summary>Stops accepting; connections that were handed over live on.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await socket.UnbindAsync(CancellationToken.None);
        await accepting;
        http1.Connections.Writer.TryComplete();
        http2.Connections.Writer.TryComplete();
        await socket.DisposeAsync();
    }

    private async Task AcceptAsync()
    {
        while (await AcceptOneAsync() is { } connection)
        {
            _ = HandOverAsync(connection);
        }
    }

    private async Task<ConnectionContext?> AcceptOneAsync()
    {
        try
        {
            return await socket.AcceptAsync(stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task HandOverAsync(ConnectionContext connection)
    {
        try
        {
            if (await admit(connection, stopping.Token))
            {
                var endpoint = await StartsWithPrefaceAsync(connection) ? http2 : http1;
                if (endpoint.Connections.Writer.TryWrite(connection))
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ConnectionResetException)
        {
            // The client went away before it said anything, or the listener closes.
        }

        await connection.DisposeAsync();
    }

    private async Task<bool> StartsWithPrefaceAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(stopping.Token);
            var verdict = IsPreface(read.Buffer);
            if (verdict is null && !read.IsCompleted)
            {
                input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            // Nothing is consumed and nothing examined: the endpoint reads the same bytes at once.
            input.AdvanceTo(read.Buffer.Start, read.Buffer.Start);

            return verdict is true;
        }
    }

    private static bool? IsPreface(ReadOnlySequence<byte> buffer)
    {
        Span<byte> head = stackalloc byte[Preface.Length];
        var length = (int)Math.Min(buffer.Length, head.Length);
        buffer.Slice(0, length).CopyTo(head);

        return !head[..length].SequenceEqual(Preface.AsSpan(0, length)) ? false : length == Preface.Length ? true
            : null;
    }

    private sealed class SniffedEndPoint(string name) : EndPoint
    {
        public Channel<ConnectionContext> Connections { get; } = Channel.CreateUnbounded<ConnectionContext>();

        public override string ToString() => name;
    }

    private sealed class SniffedListener(SniffedEndPoint endpoint) : IConnectionListener
    {
        public EndPoint EndPoint => endpoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await endpoint.Connections.Reader.WaitToReadAsync(cancellationToken)
            && endpoint.Connections.Reader.TryRead(out var connection)
                ? connection
                : null;

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            endpoint.Connections.Writer.TryComplete();

            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
