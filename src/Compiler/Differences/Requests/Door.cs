using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Differences.Requests;

/// <summary>A way into the gateway: a socket, and what a client says in its handshake.</summary>
/// <param name="Address">As written; null for one that is no IP address.</param>
/// <param name="Port">The port of the socket.</param>
/// <param name="IsEncrypted">TLS is expected, or passed through.</param>
/// <param name="ServerNames">What the client may ask for; none: anything.</param>
internal sealed record Door(string Address, int Port, bool IsEncrypted, ImmutableArray<string> ServerNames)
{
    /// <summary>The port as it is told: <c>port 443</c>, with its address where that is not the wildcard.</summary>
    public string Name => Address is "0.0.0.0" or "" ? $"port {Port}" : $"{Address} port {Port}";

    public string Scheme => IsEncrypted ? "https" : "http";

    /// <summary>The server name to ask for in order to reach a host behind this door; null: none is needed.</summary>
    public string? ServerNameFor(string host) =>
        !IsEncrypted ? null
        : ServerNames is [] || ServerNames.Any(name => Takes(name, host)) ? host
        : ServerNames[0] is ['*', '.', .. var suffix] ? $"www.{suffix}"
        : ServerNames[0];

    public bool Equals(Door? other) => other is not null && Address == other.Address && Port == other.Port
        && IsEncrypted == other.IsEncrypted && ServerNames.AsSpan().SequenceEqual(other.ServerNames.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Address, Port, IsEncrypted, ServerNames.Length);

    private static bool Takes(string name, string host) =>
        name == host || (name is ['*', .. var suffix] && host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
}
