using System.Collections.Immutable;
using System.Globalization;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Rollouts;
using GatewayPipeline.Delivery.Signing;
using GatewayPipeline.Delivery.Stores;

namespace GatewayPipeline.Agent.Tests.Gateways;

/// <summary>A store with keys of its own, and a channel in it that bundles are published to.</summary>
internal sealed class TestChannel : IDisposable
{
    public const string Name = "edge";

    private readonly string folder;
    private KeyDirectory keys;
    private readonly TimeProvider time;

    public TestChannel(string? store = null, TimeProvider? clock = null)
    {
        time = clock ?? TimeProvider.System;
        folder = Directory.CreateTempSubdirectory("gwp-").FullName;
        Store = store ?? Path.Combine(folder, "store");
        KeyDirectory.Init(Path.Combine(folder, "keys"), "test", time);
        keys = KeyDirectory.Open(Path.Combine(folder, "keys"));
        Directory.CreateDirectory(Store);
    }

    public string Store { get; }

    /// <summary>Where bundles go instead of into the folder.</summary>
    public AzureBlobStore? Container { get; init; }

    /// <summary>What agents are told: the folder, or an address under which it can be read.</summary>
    public string Address { get => field ?? Store; init; }

    public string RootPath => keys.RootPath;

    public string HeadPath => Path.Combine(Store, StoreLayout.Head(Name));

    public RootDocument Root => keys.Root;

    public Task<ChannelHead> PublishAsync(GatewayConfiguration configuration) => PublishAsync(configuration.ToSnapshot());

    /// <summary>Changes the head without a release.</summary>
    public async Task<ChannelHead> EditAsync(Func<ChannelHead, HeadStamp, ChannelHead> change)
    {
        var store = new FolderStore(Store);

        return Assert.IsType<HeadEdit.Written>(await new HeadEditor(
            store, store, new(keys.Chain, keys.Release, keys.Channel), time).EditAsync(
            Name, (head, stamp) => new HeadChange.Write(change(head, stamp), ""), TestContext.Current.CancellationToken)).Head;
    }

    public async Task<ChannelHead> PublishAsync(
        XdsSnapshot snapshot, TimeSpan? lifetime = null, RolloutPlan? rollout = null)
    {
        var folderStore = new FolderStore(Store);
        var publisher = new ReleasePublisher(
            (IStoreReader?)Container ?? folderStore, (IStoreWriter?)Container ?? folderStore,
            new(keys.Chain, keys.Release, keys.Channel), time);
        var publication = await publisher.PublishAsync(
            BundleWriter.Pack(snapshot),
            new()
            {
                Channel = Name,
                Source = new("test", DateTime.UtcNow.Ticks.ToString(CultureInfo.InvariantCulture)),
                Rollout = rollout,
                HeadLifetime = lifetime ?? ChannelHead.DefaultLifetime,
            },
            TestContext.Current.CancellationToken);

        return publication switch
        {
            Publication.Published published => published.Head,
            Publication.Unchanged unchanged => unchanged.Head,
            _ => throw new InvalidOperationException(publication.ToString()),
        };
    }

    /// <summary>Another key for a role, by a new root, which the store has from the next publication on.</summary>
    public async Task RotateAsync(TrustRole role, bool newEpoch = false)
    {
        var path = Path.Combine(folder, "keys");
        var ceremony = new RootCeremony(path, time);
        Assert.IsType<CeremonyStep.Drafted>(ceremony.Rotate(role, null, null, newEpoch));
        Assert.IsType<CeremonyStep.Completed>(await ceremony.SignAsync(
            _ => Task.FromResult(KeySource.FilesOf(path, TrustRole.Root)
                .Select(source => (ISigner)KeyFileSigner.Load(source.Place)).ToImmutableArray()),
            TestContext.Current.CancellationToken));
        keys.Dispose();
        keys = KeyDirectory.Open(path);
    }

    public void Dispose()
    {
        keys.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
