using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using GatewayPipeline.Compiler;

namespace GatewayPipeline.Cli.Up;

/// <summary>
/// Decides where the sockets of listeners go on this machine, and says what to do about a port that is taken.
/// </summary>
internal sealed class PortPlan
{
    private const int FirstUnprivileged = 1024;
    private const int Shift = 8000;

    private readonly string bindAddress;
    private readonly ImmutableDictionary<int, int> mapped;
    private ImmutableDictionary<int, int> decided = ImmutableDictionary<int, int>.Empty;

    /// <param name="bindAddress">Stands in for every address.</param>
    /// <param name="mapped">Ports that the person decided about.</param>
    public PortPlan(string bindAddress, ImmutableDictionary<int, int> mapped)
    {
        this.bindAddress = bindAddress;
        this.mapped = mapped;
    }

    /// <summary>Port as written → port of the socket, for the ports that a snapshot opens.</summary>
    /// <exception cref="BrokenWorldException">A port is taken by another program.</exception>
    public ListenerPlacement Place(IEnumerable<int> ports)
    {
        // A port that was ours once stays ours: it may be open at this very moment.
        foreach (var port in ports.Where(port => !decided.ContainsKey(port)).Order().ToList())
        {
            decided = decided.Add(port, Decide(port));
        }

        return new()
        {
            WildcardAddress = bindAddress,
            Ports = decided.Where(entry => entry.Key != entry.Value).ToImmutableDictionary(),
        };
    }

    private int Decide(int written)
    {
        var port = mapped.GetValueOrDefault(written, written);
        var refusal = Refusal(port);
        if (refusal is SocketError.AccessDenied or SocketError.AddressAlreadyInUse
            && port < FirstUnprivileged && !mapped.ContainsKey(written))
        {
            port += Shift;
            refusal = Refusal(port);
        }

        return refusal is SocketError.Success
            ? port
            : throw new BrokenWorldException(
                $"port {port} on {bindAddress} cannot be opened ({refusal}): end the program that holds it, or move "
                + $"the listener with --map-port {written}=OTHER");
    }

    private SocketError Refusal(int port)
    {
        var address = IPAddress.Parse(bindAddress);
        using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            probe.Bind(new IPEndPoint(address, port));
            probe.Listen(1);

            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }
}
