using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Ir;

/// <summary>
/// What a DestinationRule says of whole connections. A subset has a say only where a rule names no other destination.
/// </summary>
internal sealed record TcpPolicy(Fields? OfHost, Fields? OfSubset, bool NamesSubset)
{
    public static TcpPolicy None { get; } = new(null, null, NamesSubset: false);

    /// <summary>How long connections last: what the host says, whatever a subset says.</summary>
    public Fields? Connections => OfHost?.Object("connectionPool")?.Object("tcp");

    public Fields? LoadBalancer => OfSubset?.Object("loadBalancer") ?? OfHost?.Object("loadBalancer");

    /// <summary>A subset inherits no tunnel.</summary>
    public Fields? Tunnel => (NamesSubset ? OfSubset : OfHost)?.Object("tunnel");

    public static TcpPolicy Of(DestinationRule rule, string subset) => new(
        rule.TrafficPolicy,
        rule.Subsets.FirstOrDefault(known => known.Name == subset)?.TrafficPolicy,
        NamesSubset: subset is not "");
}
