using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Routing;

/// <summary>A request as it arrives at a gateway: on which port, with which server name, and what it says.</summary>
public sealed record RouteRequest
{
    public required int Port { get; init; }

    /// <summary>The address that was connected to; null: whichever listener has the port.</summary>
    public string? Address { get; init; }

    /// <summary>The server name of the TLS handshake; null: none was sent.</summary>
    public string? Sni { get; init; }

    /// <summary>What the client offers in the TLS handshake, such as <c>h2</c>.</summary>
    public ImmutableArray<string> ApplicationProtocols { get; init; } = [];

    public string Method { get; init; } = "GET";

    /// <summary><c>https</c>: the connection is encrypted.</summary>
    public string Scheme { get; init; } = "http";

    /// <summary>The Host header or <c>:authority</c>, with its port if it has one; empty: none was sent.</summary>
    public required string Authority { get; init; }

    /// <summary>Path and query, not decoded.</summary>
    public required string Path { get; init; }

    public ImmutableArray<HeaderField> Headers { get; init; } = [];

    /// <summary>
    /// Stands for the random number that Envoy draws for each request: weights and fractions are decided by it.
    /// </summary>
    public ulong Random { get; init; }
}

/// <summary>One header field as sent; a name may come several times.</summary>
public readonly record struct HeaderField(string Name, string Value);
