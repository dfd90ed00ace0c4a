using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;

namespace GatewayPipeline.Preview.Listening;

/// <summary>Ends TLS on a connection, so that a server that speaks plain HTTP serves what is inside.</summary>
public static class TlsTermination
{
    // As in Envoy: whoever takes longer for a handshake is not worth a socket.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Shakes hands, and puts plain pipes in the place of the connection's own. Null: the client was refused, or went.
    /// </summary>
    public static async Task<SslStream?> EndAsync(ConnectionContext connection, SslServerAuthenticationOptions options)
    {
        var stream = new SslStream(new TransportStream(connection.Transport));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        limit.CancelAfter(Patience);
        try
        {
            await stream.AuthenticateAsServerAsync(options, limit.Token);
        }
        catch (Exception e) when (
            e is AuthenticationException or IOException or OperationCanceledException or InvalidOperationException)
        {
            await stream.DisposeAsync();

            return null;
        }

        connection.Transport = new PlainPipes(PipeReader.Create(stream), PipeWriter.Create(stream));

        return stream;
    }

    private sealed record PlainPipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
