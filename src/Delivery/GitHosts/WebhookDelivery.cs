using System.Collections.Immutable;

namespace GatewayPipeline.Delivery.GitHosts;

/// <summary>A webhook as it came: nothing of it is believed yet.</summary>
/// <param name="headers">Names in any case, as often as they came.</param>
/// <param name="body">The bytes that were signed, of at most <see cref="WebhookLimits.ReadBytes"/>.</param>
public sealed class WebhookDelivery(
    IEnumerable<KeyValuePair<string, ImmutableArray<string>>> headers, ReadOnlyMemory<byte> body)
{
    private readonly ImmutableDictionary<string, ImmutableArray<string>> values = headers
        .GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
        .ToImmutableDictionary(
            named => named.Key,
            named => named.SelectMany(header => header.Value).ToImmutableArray(),
            StringComparer.OrdinalIgnoreCase);

    public ReadOnlyMemory<byte> Body { get; } = body;

    public bool Has(string header) => values.ContainsKey(header);

    /// <summary>The header's only value; null if it is missing or came twice.</summary>
    public string? Header(string name) => values.TryGetValue(name, out var all) && all is [var only] ? only : null;
}
