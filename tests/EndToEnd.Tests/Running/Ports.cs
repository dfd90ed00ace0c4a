using System.Net;
using System.Net.Sockets;

namespace GatewayPipeline.EndToEnd.Tests.Running;

/// <summary>Ports that nobody uses, chosen by the system.</summary>
public static class Ports
{
    public static int[] Free(int count)
    {
        var sockets = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            return [.. sockets.Select(Bound)];
        }
        finally
        {
            Array.ForEach(sockets, socket => socket.Dispose());
        }
    }

    private static int Bound(TcpListener socket)
    {
        socket.Start();

        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
