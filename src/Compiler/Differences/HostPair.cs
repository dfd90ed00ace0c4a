using GatewayPipeline.Compiler.Differences.Requests;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>A virtual host on both sides, with a domain and a door by which it is reached on both.</summary>
internal sealed record HostPair(HostView Base, HostView Head, Door Door, string Domain);
