using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Pipeline.Settings;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;
using GatewayPipeline.Delivery.Stores;

namespace GatewayPipeline.Delivery.Pipeline;

/// <summary>
/// Opens the store and the keys that the settings name, and again when the settings or the newest root have changed.
/// </summary>
public sealed class PipelineOpener(
    SettingsWatch settings, Func<string, string?> environment, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RootInterval = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim turn = new(1, 1);
    private (int Version, PipelinePlace Place, long FollowedAt)? opened;

    /// <exception cref="PipelineNotReadyException">Settings, roots or keys are missing or wrong.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<PipelinePlace> OpenAsync(CancellationToken cancellation)
    {
        var state = await settings.GetAsync(cancellation);
        if (state.Settings is not { } known)
        {
            throw new PipelineNotReadyException($"There are no settings to work by: {state.Problem}");
        }

        await turn.WaitAsync(cancellation);
        try
        {
            if (opened is { } last && last.Version == state.Version)
            {
                return time.GetElapsedTime(last.FollowedAt) < RootInterval
                    ? last.Place
                    : Keep(state.Version, await FollowAsync(last.Place, cancellation));
            }

            return Keep(state.Version, await OpenAsync(known, cancellation));
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private PipelinePlace Keep(int version, PipelinePlace place)
    {
        opened = (version, place, time.GetTimestamp());

        return place;
    }

    private async Task<PipelinePlace> OpenAsync(PipelineSettings known, CancellationToken cancellation)
    {
        if (StoreAddress.Open(known.Store, environment)
            is not StoreOpening.Opened { Reader: { } reader, Writer: { } writer, Lister: { } lister })
        {
            throw new PipelineNotReadyException(
                $"The store '{known.Store.Split('?')[0]}' cannot be written: name a folder or a container, and what opens it.");
        }

        var roots = await PinnedRoots.FollowAsync(reader, known.Root, cancellation);

        return new(known, reader, writer, lister, await OpenKeysAsync(roots, known.Keys, cancellation));
    }

    private static async Task<PipelinePlace> FollowAsync(PipelinePlace place, CancellationToken cancellation)
    {
        var roots = await PinnedRoots.FollowAsync(place.Reader, place.Keys.Roots, cancellation);

        return roots.Newest.Version == place.Keys.Root.Version
            ? place
            : place with { Keys = await OpenKeysAsync(roots, place.Settings.Keys, cancellation) };
    }

    private static async Task<PublisherKeys> OpenKeysAsync(
        RootChain roots, ImmutableArray<KeySource> sources, CancellationToken cancellation)
    {
        var (releases, channels) =
            (ImmutableArray.CreateBuilder<ISigner>(), ImmutableArray.CreateBuilder<ISigner>());
        foreach (var source in sources)
        {
            try
            {
                (source.Role is TrustRole.Release ? releases : channels).Add(
                    await source.OpenAsync(KeyDirectory.KeysOf(roots.Newest, source.Role), cancellation));
            }
            catch (Exception exception) when (exception is KeyFileException or SigningException)
            {
                throw new PipelineNotReadyException($"A key cannot be used: {exception.Message}", exception);
            }
        }

        return new(roots, releases.DrainToImmutable(), channels.DrainToImmutable());
    }
}
