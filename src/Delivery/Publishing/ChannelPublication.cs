using System.Text.Json;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>What came of publishing a source to one channel.</summary>
/// <param name="Channel">Empty where it could not be found out.</param>
public sealed record ChannelPublication(string Channel, Publication Outcome)
{
    /// <summary>The Fleet that was compiled for; null if it did not come to that.</summary>
    public string? Fleet { get; init; }

    /// <summary>What the channel is at now; null if it has no head, or none that could be read.</summary>
    public ChannelHead? Head { get; init; }

    /// <summary>What the outcome is about: the newest state of the source.</summary>
    public ReleaseSource? Source { get; init; }

    /// <summary>What was published, proposed or found live; what was built but refused. Null: there is none.</summary>
    public BundleReference? Bundle { get; init; }

    /// <summary>
    /// As <c>gwp check -o json</c> prints them: <c>findings</c>, <c>summary</c>, and <c>held</c> where namespaces are
    /// held back. Null if it did not come to that.
    /// </summary>
    public JsonElement? Findings { get; init; }
}
