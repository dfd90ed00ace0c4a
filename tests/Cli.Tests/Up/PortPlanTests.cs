using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using GatewayPipeline.Cli.Up;

namespace GatewayPipeline.Cli.Tests.Up;

public class PortPlanTests
{
    [Fact]
    public void A_free_port_stays_where_it_is()
    {
        var port = FreePort();

        var placement = new PortPlan("127.0.0.1", ImmutableDictionary<int, int>.Empty).Place([port]);

        Assert.Equal("127.0.0.1", placement.WildcardAddress);
        Assert.Empty(placement.Ports);
    }

    [Fact]
    public void A_mapped_port_goes_where_it_was_told()
    {
        var port = FreePort();

        var placement = new PortPlan("127.0.0.1", ImmutableDictionary<int, int>.Empty.Add(80, port)).Place([80]);

        Assert.Equal(port, placement.Ports[80]);
    }

    [Fact]
    public void A_taken_port_is_named_with_what_to_do()
    {
        using var squatter = new TcpListener(IPAddress.Loopback, 0);
        squatter.Start();
        var port = ((IPEndPoint)squatter.LocalEndpoint).Port;

        var refusal = Assert.Throws<BrokenWorldException>(
            () => new PortPlan("127.0.0.1", ImmutableDictionary<int, int>.Empty.Add(80, port)).Place([80]));

        Assert.Contains($"port {port} on 127.0.0.1", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--map-port 80=", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_is_open_already_is_not_asked_for_again()
    {
        var port = FreePort();
        var plan = new PortPlan("127.0.0.1", ImmutableDictionary<int, int>.Empty);
        plan.Place([port]);
        using var ours = new TcpListener(IPAddress.Loopback, port);
        ours.Start();

        Assert.Empty(plan.Place([port]).Ports);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();

        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
