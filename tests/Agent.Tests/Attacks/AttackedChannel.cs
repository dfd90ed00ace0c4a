using System.Collections.Immutable;
using GatewayPipeline.Agent.Tests.Gateways;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;
using GatewayPipeline.Delivery.Stores;

namespace GatewayPipeline.Agent.Tests.Attacks;

/// <summary>
/// A channel as its owners run it, and all that a thief may have of it: any of the keys, and the right to write the store.
/// </summary>
internal sealed class AttackedChannel : IDisposable
{
    public const string Name = "edge";

    private readonly List<KeyFileSigner> opened = [];

    private AttackedChannel(string environment)
    {
        Folder = Directory.CreateTempSubdirectory("gwp-").FullName;
        KeyDirectory.Init(Keys, environment, Time);
        Store = new(Path.Combine(Folder, "store"));
        Chain = KeyDirectory.ReadChain(Keys);
    }

    public string Folder { get; }

    public string Keys => Path.Combine(Folder, "keys");

    public FolderStore Store { get; }

    public string StoreFolder => Path.Combine(Folder, "store");

    public string RootPath => Path.Combine(Keys, "1.root.json");

    public ClockOfTest Time { get; } = new();

    public RootChain Chain { get; private set; }

    public RootDocument Root => Chain.Newest;

    public ISigner RootKey => Load("root.key.pem");

    public ISigner ReleaseKey => Load("release.key.pem");

    public ISigner ChannelKey => Newest(TrustRole.Channel);

    /// <summary>The release key of the second builder, where there is one.</summary>
    public ISigner SecondKey => Load("second/release.key.pem");

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>One key for each role.</summary>
    public static AttackedChannel Open(string environment = "production") => new(environment);

    /// <summary>Two release keys, both of which have to sign.</summary>
    public static async Task<AttackedChannel> OpenWithTwoBuildersAsync()
    {
        var channel = new AttackedChannel("production");
        KeyDirectory.Init(Path.Combine(channel.Keys, "second"), "elsewhere", channel.Time);
        await channel.ChangeRootAsync(ceremony => ceremony.Grant(
            TrustRole.Release, ["*"], [channel.ReleaseKey.PublicKey, channel.SecondKey.PublicKey], 2));

        return channel;
    }

    /// <summary>A key that no root names.</summary>
    public ISigner Stranger(string name = "stranger")
    {
        var folder = Path.Combine(Folder, name);
        if (!Directory.Exists(folder))
        {
            KeyDirectory.Init(folder, "elsewhere", Time);
        }

        return Load(Path.Combine(folder, "release.key.pem"));
    }

    public static Bundle BundleOf(string cluster) => BundleWriter.Pack(
        new GatewayConfiguration().WithListener(8080, cluster).WithCluster(cluster, 1).ToSnapshot());

    /// <summary>A publication as it should be.</summary>
    public Task<ChannelHead> PublishAsync(string cluster) => PublishAsync(BundleOf(cluster));

    /// <summary>The same, by a publisher that compares nothing with what is live.</summary>
    public async Task<ChannelHead> PublishAsync(Bundle bundle, bool allowShrink = false)
    {
        ImmutableArray<ISigner> release = Root.Roles.Release[0].Threshold > 1 ? [ReleaseKey, SecondKey] : [ReleaseKey];
        var publication = await new ReleasePublisher(Store, Store, new(Chain, release, [ChannelKey]), Time)
            .PublishAsync(
                bundle, new() { Channel = Name, Source = new("shop"), AllowShrink = allowShrink }, Cancellation);

        return publication switch
        {
            Publication.Published published => published.Head,
            Publication.Unchanged unchanged => unchanged.Head,
            _ => throw new InvalidOperationException(publication.ToString()),
        };
    }

    public async Task ChangeRootAsync(Func<RootCeremony, CeremonyStep> change)
    {
        var ceremony = new RootCeremony(Keys, Time);
        Assert.IsType<CeremonyStep.Drafted>(change(ceremony));
        Assert.IsType<CeremonyStep.Completed>(await ceremony.SignAsync(
            _ => Task.FromResult(KeySource.FilesOf(Keys, TrustRole.Root)
                .Select(source => (ISigner)KeyFileSigner.Load(source.Place)).ToImmutableArray()),
            Cancellation));
        Chain = KeyDirectory.ReadChain(Keys);
    }

    public async Task PublishRootsAsync() =>
        Assert.Null(await new RootWriter(Store, Store).PutAsync(Chain, Cancellation));

    /// <summary>A release record of a bundle whose bytes the thief has put into the store as well.</summary>
    public async Task<ReleaseRecord> RecordOfAsync(Bundle bundle, long sequence)
    {
        await Store.CreateAsync(StoreLayout.Blob(bundle.Reference.Blob), bundle.Bytes, Cancellation);

        return new()
        {
            Format = ReleaseRecord.CurrentFormat,
            Environment = Root.Environment,
            Channel = Name,
            Epoch = Root.Epoch,
            Sequence = sequence,
            CreatedAt = Time.Now,
            Bundle = bundle.Reference,
            Source = new("shop"),
        };
    }

    /// <summary>A head that names exactly this record.</summary>
    public ChannelHead HeadOf(ReleaseRecord record, long revision) => new()
    {
        Format = ChannelHead.CurrentFormat,
        Environment = record.Environment,
        Channel = record.Channel,
        Epoch = record.Epoch,
        Revision = revision,
        Sequence = record.Sequence,
        IssuedAt = Time.Now,
        Expires = Time.Now + ChannelHead.DefaultLifetime,
        Release = ReferenceTo(record),
        Bundle = record.Bundle,
    };

    public static ReleaseReference ReferenceTo(ReleaseRecord record) =>
        new(record.Sequence, BundleDigest.Of(record.ToPayload()), record.ToPayload().Length);

    public Task PutAsync(ReleaseRecord record, params ISigner[] signers) => PutAsync(
        StoreLayout.Release(Name, Root.Epoch, record.Sequence),
        SignAsync(PayloadTypes.Release, record.ToPayload(), signers));

    public Task PutAsync(ChannelHead head, params ISigner[] signers) =>
        PutAsync(StoreLayout.Head(Name), SignAsync(PayloadTypes.Channel, head.ToPayload(), signers));

    public Task PutAsync(RootDocument root, params ISigner[] signers) =>
        PutAsync(StoreLayout.Root(root.Version), SignAsync(PayloadTypes.Root, root.ToPayload(), signers));

    /// <summary>Whoever may write the store asks nobody.</summary>
    public async Task PutAsync(string path, ReadOnlyMemory<byte> bytes)
    {
        var there = await Store.GetAsync(path, null, int.MaxValue, Cancellation) as StoreRead.Found;
        Assert.IsType<StoreWrite.Written>(await Store.ReplaceAsync(path, bytes, there?.ETag, Cancellation));
    }

    public async Task<ReadOnlyMemory<byte>> GetAsync(string path) => Assert.IsType<StoreRead.Found>(
        await Store.GetAsync(path, null, int.MaxValue, Cancellation)).Content;

    public static async Task<byte[]> SignAsync(string payloadType, byte[] payload, params ISigner[] signers)
    {
        var signatures = ImmutableArray.CreateBuilder<EnvelopeSignature>();
        foreach (var signer in signers)
        {
            signatures.Add(new(
                signer.PublicKey.KeyId,
                await signer.SignAsync(SignedEnvelope.ToSignedBytes(payloadType, payload), Cancellation)));
        }

        return new SignedEnvelope(payloadType, payload, signatures.ToImmutable()).ToJson();
    }

    public void Dispose()
    {
        opened.ForEach(signer => signer.Dispose());
        Directory.Delete(Folder, recursive: true);
    }

    private async Task PutAsync(string path, Task<byte[]> bytes) => await PutAsync(path, await bytes);

    private KeyFileSigner Newest(TrustRole role) => Keep(KeyDirectory.OpenKey(Keys, Root, role));

    private KeyFileSigner Load(string file) => Keep(KeyFileSigner.Load(Path.Combine(Keys, file)));

    private KeyFileSigner Keep(KeyFileSigner signer)
    {
        opened.Add(signer);

        return signer;
    }
}

internal sealed class ClockOfTest : TimeProvider
{
    public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeSeconds(System.GetUtcNow().ToUnixTimeSeconds());

    public override DateTimeOffset GetUtcNow() => Now;
}
