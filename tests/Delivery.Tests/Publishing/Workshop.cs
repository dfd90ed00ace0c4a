using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;
using GatewayPipeline.Delivery.Stores;

namespace GatewayPipeline.Delivery.Tests.Publishing;

/// <summary>
/// A store, keys and a clock: all that a publication needs, and a gateway that looks at what came of it.
/// </summary>
internal sealed class Workshop : IDisposable
{
    public const string Channel = "edge";

    public Workshop()
    {
        KeyDirectory.Init(Folder["keys"], "test", Time);
        Keys = KeyDirectory.Open(Folder["keys"]);
        Store = new(Folder["store"]);
    }

    public TemporaryFolder Folder { get; } = new();

    public SettableTime Time { get; } = new();

    public KeyDirectory Keys { get; }

    public FolderStore Store { get; }

    public static ReleaseRequest Request { get; } = new() { Channel = Channel, Source = new("shop") };

    public static Bundle BundleOf(string content) => BundleWriter.Pack(new()
    {
        Resources = [new(TypeUrls.Listener, content, "listener"u8.ToArray())],
        Bootstrap = "{}"u8.ToArray(),
        StaticBootstrap = "static"u8.ToArray(),
        Totals = new() { Listeners = 1, Hosts = 0, Routes = 0, Clusters = 0, Endpoints = 0 },
        Requires = new() { MinEnvoy = "1.36", MaxEnvoy = "1.40" },
    });

    public ReleasePublisher PublisherFor(IStoreReader reader, IStoreWriter writer) =>
        new(reader, writer, new(Keys.Chain, Keys.Release, Keys.Channel), Time);

    public Task<Publication> PublishAsync(Bundle bundle, ReleaseRequest? request = null) =>
        PublisherFor(Store, Store).PublishAsync(bundle, request ?? Request, TestContext.Current.CancellationToken);

    /// <summary>
    /// Does what gateways do, for the stable release and for the candidate: head, release, blob, all verified. Null if
    /// the channel has no head; else the head and the newest of its releases.
    /// </summary>
    public async Task<(ChannelHead Head, ReleaseRecord Release)?> LookAsync(
        TrustFloor? floor = null, RootDocument? root = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        if (await Store.GetAsync(
            StoreLayout.Head(Channel), null, Limits.HeadBytes, cancellation) is not StoreRead.Found head)
        {
            return null;
        }

        var policy = new TrustPolicy(root ?? Keys.Root, Channel);
        var named = Assert.IsType<HeadVerdict.Trusted>(policy.VerifyHead(head.Content, floor, Time.GetUtcNow())).Head;
        await ReleaseOfAsync(HeadTarget.Stable);

        return (named, await ReleaseOfAsync(HeadTarget.Newest));

        async Task<ReleaseRecord> ReleaseOfAsync(TargetChoice choice)
        {
            var target = choice(named);
            var record = Assert.IsType<StoreRead.Found>(await Store.GetAsync(
                StoreLayout.Release(Channel, named.Epoch, target.Release.Sequence), null, Limits.ReleaseBytes, cancellation));
            var trusted = Assert.IsType<Verdict.Trusted>(
                policy.Verify(head.Content, record.Content, floor, Time.GetUtcNow(), choice));
            var blob = Assert.IsType<StoreRead.Found>(await Store.GetAsync(
                StoreLayout.Blob(target.Bundle.Blob), null, Limits.BundleBytes, cancellation));
            Assert.IsType<BundleOpening.Opened>(BundleReader.Open(blob.Content, target.Bundle));

            return trusted.Release;
        }
    }

    /// <summary>The keys after one of them was replaced by the root that follows.</summary>
    public Task<KeyDirectory> RotateAsync(TrustRole role, bool newEpoch = false)
    {
        var ceremony = new RootCeremony(Folder["keys"], Time);
        Assert.IsType<CeremonyStep.Drafted>(ceremony.Rotate(role, null, null, newEpoch));

        return SignAsync(ceremony);
    }

    public async Task<KeyDirectory> SignAsync(RootCeremony ceremony)
    {
        var folder = Folder["keys"];
        Assert.IsType<CeremonyStep.Completed>(await ceremony.SignAsync(
            _ => Task.FromResult(KeySource.FilesOf(folder, TrustRole.Root)
                .Select(source => (ISigner)KeyFileSigner.Load(source.Place)).ToImmutableArray()),
            TestContext.Current.CancellationToken));

        return KeyDirectory.Open(folder);
    }

    public void Dispose()
    {
        Keys.Dispose();
        Folder.Dispose();
    }
}

internal sealed class SettableTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
