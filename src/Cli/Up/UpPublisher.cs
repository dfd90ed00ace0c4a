using System.Diagnostics;
using GatewayPipeline.Bundles;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;
using GatewayPipeline.Delivery.Stores;

namespace GatewayPipeline.Cli.Up;

/// <summary>
/// Signs and publishes to the state folder's own store, as a pipeline would to a store in the cloud. Keys are opened for
/// each publication: they may have been replaced meanwhile.
/// </summary>
internal sealed class UpPublisher
{
    public const string Channel = "up";
    private const string Environment = "up";

    private readonly string keys;
    private readonly FolderStore store;
    private readonly string folder;

    private UpPublisher(string keys, string store, string folder)
    {
        (this.keys, this.store, this.folder) = (keys, new(store), folder);
        using var opened = KeyDirectory.Open(keys);
        RootPath = opened.RootPath;
    }

    /// <summary>Where the root document lies that the agent pins.</summary>
    public string RootPath { get; }

    public static UpPublisher Open(StateFolder state, string folder)
    {
        MakeKeys(state);
        Directory.CreateDirectory(state.Store);

        return new(state.Keys, state.Store, folder);
    }

    /// <summary>The keys of a state folder, made when they are asked for the first time.</summary>
    public static KeyDirectory OpenKeys(StateFolder state)
    {
        MakeKeys(state);

        return OpenKeys(state.Keys);
    }

    private static void MakeKeys(StateFolder state)
    {
        if (!Directory.Exists(state.Keys)
            && KeyDirectory.Init(state.Keys, Environment, TimeProvider.System) is KeyInitialization.Refused refused)
        {
            throw new BrokenWorldException(refused.Reason);
        }
    }

    /// <summary>The sequence that the channel is at afterwards.</summary>
    public async Task<long> PublishAsync(XdsSnapshot snapshot, CancellationToken cancellation)
    {
        // Whoever removes something from the folder sees at once what is gone.
        var request = new ReleaseRequest { Channel = Channel, Source = new(folder), AllowShrink = true };
        using var opened = OpenKeys(keys);
        var publisher = new ReleasePublisher(
            store, store, new(opened.Chain, opened.Release, opened.Channel), TimeProvider.System);

        return await publisher.PublishAsync(BundleWriter.Pack(snapshot), request, cancellation) switch
        {
            Publication.Published published => published.Head.Sequence,
            Publication.Unchanged unchanged => unchanged.Head.Sequence,
            Publication.Withdrawn withdrawn => withdrawn.Head.Sequence,
            Publication.Superseded superseded => superseded.Head.Sequence,
            Publication.Proposed => throw new BrokenWorldException(
                $"the root in {keys} asks for more release keys than lie there: put them there, too"),
            Publication.Refused refused => throw new BrokenWorldException(refused.Reason),
            _ => throw new UnreachableException(),
        };
    }

    private static KeyDirectory OpenKeys(string keys)
    {
        try
        {
            return KeyDirectory.Open(keys);
        }
        catch (KeyFileException exception)
        {
            throw new BrokenWorldException(exception.Message, exception);
        }
    }
}
