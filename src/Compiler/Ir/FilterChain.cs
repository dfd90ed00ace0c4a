using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Ir;

/// <summary>One way through a listener, taken by the server name that a client asks for in its handshake.</summary>
internal sealed record FilterChain
{
    private const string AnyName = "*";

    /// <summary>As written; none, or one that is <c>*</c>, takes every connection.</summary>
    public ImmutableArray<string> ServerNames { get; init; } = [];

    /// <summary>How TLS ends here; null: it does not.</summary>
    public ServerTls? Tls { get; init; }

    public required ChainTarget Target { get; init; }

    public required SourceSpan Origin { get; init; }

    public bool TakesEveryName => ServerNames is [] || ServerNames.Contains(AnyName);

    /// <summary>The first bytes of a connection must be looked at before it is known where it goes.</summary>
    public bool ReadsHandshake => Tls is not null || ServerNames is not [];
}

/// <summary>What becomes of the bytes of a connection.</summary>
internal abstract record ChainTarget
{
    private ChainTarget()
    {
    }

    /// <summary>They are HTTP, and each request is routed. An empty prefix stands for that of the listener.</summary>
    public sealed record Http(string RouteConfiguration, string StatPrefix, PortProtocol Protocol) : ChainTarget;

    /// <summary>They go to a destination unread. The policy is that of the first destination's host.</summary>
    public sealed record Tcp(
        L4Rule Rule, ImmutableArray<WeightedDestination> Destinations, TcpPolicy Policy, PortProtocol Protocol) : ChainTarget;
}
