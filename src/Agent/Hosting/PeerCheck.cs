using System.Buffers.Binary;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace GatewayPipeline.Agent.Hosting;

/// <summary>
/// Lets only processes of the agent's own user talk to it, whatever the mode of the socket file has become.
/// </summary>
internal sealed class PeerCheck(uint ownUserId, ILogger<PeerCheck> logger)
{
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;
    private const int SizeOfCredentials = 12;
    private const int OffsetOfUserId = 4;

    public ConnectionDelegate Guard(ConnectionDelegate next) => connection =>
    {
        var peer = UserIdOf(connection.Features.Get<IConnectionSocketFeature>()?.Socket);
        if (peer == ownUserId)
        {
            return next(connection);
        }

        Log.PeerRefused(logger, peer, ownUserId);
        connection.Abort();

        return Task.CompletedTask;
    };

    // A connection without a socket has no user: it is answered as nobody, who is never the owner.
    internal static uint UserIdOf(Socket? socket)
    {
        Span<byte> credentials = stackalloc byte[SizeOfCredentials];

        return socket?.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) == SizeOfCredentials
            ? BinaryPrimitives.ReadUInt32LittleEndian(credentials[OffsetOfUserId..])
            : uint.MaxValue;
    }
}
