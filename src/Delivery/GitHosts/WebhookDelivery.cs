using System.Collections.Immutable;

namespace GatewayPipeline.Delivery.GitHosts;

/// <summary>A webhook as it came: nothing of it is believed yet.</summary>
/// <param name="Headers">By name, in any case; a header that came twice has two values.</param>
/// <param name="Body">The bytes that were signed, of at most the size that the receiver reads.</param>
public sealed record WebhookDelivery(
    ImmutableDictionary<string, ImmutableArray<string>> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>The header's only value; null if it is missing or came twice.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var values) && values is [var only] ? only : null;
}

/// <summary>A secret that a host and the receiver share. Never printed: not even by mistake.</summary>
public sealed record WebhookSecret(ReadOnlyMemory<byte> Bytes)
{
    public override string ToString() => "(secret)";
}
