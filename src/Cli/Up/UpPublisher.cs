using System.Diagnostics;
using GatewayPipeline.Bundles;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;
using GatewayPipeline.Delivery.Stores;

namespace GatewayPipeline.Cli.Up;

/// <summary>Signs and publishes to the state folder's own store, as a pipeline would to a store in the cloud.</summary>
internal sealed class UpPublisher : IDisposable
{
    public const string Channel = "up";
    private const string Environment = "up";

    private readonly KeyDirectory keys;
    private readonly Publisher publisher;
    private readonly string folder;

    private UpPublisher(KeyDirectory keys, string store, string folder)
    {
        this.keys = keys;
        this.folder = folder;
        var objects = new FolderStore(store);
        publisher = new(objects, objects, new(keys.Chain, keys.Release, keys.Channel), TimeProvider.System);
    }

    /// <summary>Where the root document lies that the agent pins.</summary>
    public string RootPath => keys.RootPath;

    public static UpPublisher Open(StateFolder state, string folder)
    {
        if (!Directory.Exists(state.Keys)
            && KeyDirectory.Init(state.Keys, Environment, TimeProvider.System) is KeyInitialization.Refused refused)
        {
            throw new BrokenWorldException(refused.Reason);
        }

        Directory.CreateDirectory(state.Store);

        return new(KeyDirectory.Open(state.Keys), state.Store, folder);
    }

    /// <summary>The sequence that the channel is at afterwards.</summary>
    public async Task<long> PublishAsync(XdsSnapshot snapshot, CancellationToken cancellation)
    {
        var request = new PublishRequest { Channel = Channel, Source = new(folder) };

        return await publisher.PublishAsync(BundleWriter.Pack(snapshot), request, cancellation) switch
        {
            Publication.Published published => published.Head.Sequence,
            Publication.Unchanged unchanged => unchanged.Head.Sequence,
            Publication.Superseded superseded => superseded.Head.Sequence,
            Publication.Refused refused => throw new BrokenWorldException(refused.Reason),
            _ => throw new UnreachableException(),
        };
    }

    public void Dispose() => keys.Dispose();
}
