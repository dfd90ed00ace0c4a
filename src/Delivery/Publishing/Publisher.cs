using System.Collections.Immutable;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Compiler;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>
/// From a source of manifests to heads that gateways follow: of one channel, or of every Fleet that the source has.
/// </summary>
public sealed class Publisher(PublisherPlace place)
{
    /// <summary>
    /// What came of each channel; at least one. Stores and sources that cannot be reached are an
    /// <see cref="IOException"/>.
    /// </summary>
    public async Task<ImmutableArray<ChannelPublication>> PublishAsync(
        PublishSources sources, PublishRequest request, CancellationToken cancellation)
    {
        if (request.Channel is { } channel)
        {
            return [await PublishAsync(sources, request, channel, cancellation)];
        }

        var (fleets, refusal) = await FindFleetsAsync(sources, request.Options.Fleet, cancellation);
        if (refusal is not null)
        {
            var refused = new ChannelPublication("", new Publication.Refused(refusal));
            await place.Events.HearAsync(new ReleaseEvent.Ended(refused), cancellation);

            return [refused];
        }

        var publications = ImmutableArray.CreateBuilder<ChannelPublication>(fleets.Length);
        foreach (var fleet in fleets)
        {
            var one = request with { Options = request.Options with { Fleet = fleet.IsImplied ? null : fleet.Name } };
            publications.Add(await PublishAsync(sources, one, fleet.Channel ?? "", cancellation));
        }

        return publications.DrainToImmutable();
    }

    private async Task<ChannelPublication> PublishAsync(
        PublishSources sources, PublishRequest request, string channel, CancellationToken cancellation) =>
        StoreLayout.IsChannelName(channel)
            ? await new PublishRun(place, sources, request, channel).RunAsync(cancellation)
            : new(channel, new Publication.Refused(
                $"'{channel}' cannot be the name of a channel: "
                + "use lower-case letters, digits, dots, hyphens and underscores"));

    private static async Task<(ImmutableArray<FleetSettings> Fleets, string? Refusal)> FindFleetsAsync(
        PublishSources sources, string? name, CancellationToken cancellation)
    {
        var (manifests, refusal) = await sources.Manifests.ReadNewestAsync(cancellation);
        if (manifests is null)
        {
            return ([], refusal);
        }

        var (platform, unread) = sources.Platform is { } own ? await own.ReadNewestAsync(cancellation) : (null, "");

        return sources.Platform is not null && platform is null
            ? ([], $"the platform's source: {unread}")
            : WithChannels(FleetCatalog.Read(manifests.Tree, platform?.Tree), name);
    }

    private static (ImmutableArray<FleetSettings> Fleets, string? Refusal) WithChannels(
        ImmutableArray<FleetSettings> fleets, string? name)
    {
        ImmutableArray<FleetSettings> chosen;
        switch (name is null ? null : FleetChoice.Among(fleets, name))
        {
            case FleetChoice.Unclear unclear:
                return ([], unclear.Reason);
            case FleetChoice.Chosen one:
                chosen = [one.Fleet];
                break;
            default:
                chosen = fleets;
                break;
        }

        return chosen.All(fleet => fleet.Channel is not null)
            ? (chosen, null)
            : ([], "no Fleet names a channel: name one with --channel, or write a Fleet");
    }
}
