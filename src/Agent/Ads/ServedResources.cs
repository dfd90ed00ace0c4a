using System.Collections.Immutable;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Agent.Ads;

/// <summary>What is on offer at this moment, and the streams that it is offered to.</summary>
internal sealed class ServedResources
{
    private static readonly ImmutableHashSet<string> NoNames = [];

    private readonly Lock gate = new();
    private readonly Dictionary<string, ResourceSet> sets =
        TypeUrls.InActivationOrder.ToDictionary(typeUrl => typeUrl, ResourceSet.Empty, StringComparer.Ordinal);

    private readonly Dictionary<string, ImmutableHashSet<string>> suspects = new(StringComparer.Ordinal);
    private ImmutableArray<GatewayStream> streams = [];
    private TaskCompletionSource change = NewChange();

    /// <summary>Streams whose gateway has introduced itself.</summary>
    public ImmutableArray<GatewayStream> Gateways
    {
        get
        {
            lock (gate)
            {
                return [.. streams.Where(stream => stream.Identity is not null)];
            }
        }
    }

    /// <summary>
    /// Ends when anything happens on any stream. Take it first, look second, wait third: nothing is missed.
    /// </summary>
    public Task NextChange
    {
        get
        {
            lock (gate)
            {
                return change.Task;
            }
        }
    }

    public GatewayStream Open()
    {
        lock (gate)
        {
            var stream = new GatewayStream(this);
            stream.Begin(sets.Values, typeUrl => suspects.GetValueOrDefault(typeUrl, NoNames));
            streams = streams.Add(stream);

            return stream;
        }
    }

    public void Close(GatewayStream stream)
    {
        lock (gate)
        {
            streams = streams.Remove(stream);
        }

        Announce();
    }

    /// <summary>Offers sets to every stream, in one step, in place of the present ones of their types.</summary>
    /// <param name="offered">At most one set of a type.</param>
    /// <param name="again">Send even what the gateways hold already: after a refusal nobody knows what that is.</param>
    public void Serve(IReadOnlyCollection<ResourceSet> offered, bool again = false)
    {
        lock (gate)
        {
            var endpoints = EndpointsOfChangedClusters(offered);
            List<ServedChange> changes = [];
            foreach (var set in offered)
            {
                var isNew = !set.HasSameContent(sets[set.TypeUrl]);
                changes.Add(new(set, isNew, again, SuspectedOf(set.TypeUrl, again)));
                sets[set.TypeUrl] = set;
            }

            changes.Add(new(sets[TypeUrls.ClusterLoadAssignment], IsNew: false, Again: false, endpoints));
            foreach (var stream in streams)
            {
                stream.Serve(changes);
            }
        }
    }

    /// <summary>
    /// Names of which a gateway's word is not believed until <see cref="TrustAgain"/>: while a change is under way it
    /// may hold what it refused, and it reports the versions from before.
    /// </summary>
    public void Suspect(IEnumerable<ResourceTable> tables)
    {
        lock (gate)
        {
            foreach (var table in tables)
            {
                foreach (var typeUrl in TypeUrls.InActivationOrder)
                {
                    suspects[typeUrl] = suspects.GetValueOrDefault(typeUrl, NoNames)
                        .Union(table[typeUrl].Resources.Keys);
                }
            }
        }
    }

    public void TrustAgain()
    {
        lock (gate)
        {
            suspects.Clear();
        }
    }

    /// <summary>Wakes whoever waits for <see cref="NextChange"/>.</summary>
    public void Announce()
    {
        TaskCompletionSource ended;
        lock (gate)
        {
            ended = change;
            change = NewChange();
        }

        ended.SetResult();
    }

    private ImmutableHashSet<string> SuspectedOf(string typeUrl, bool again) =>
        again ? suspects.GetValueOrDefault(typeUrl, NoNames) : NoNames;

    // A changed cluster warms until its endpoints arrive, and the gateway does not ask for those that it has already.
    private ImmutableHashSet<string> EndpointsOfChangedClusters(IEnumerable<ResourceSet> offered)
    {
        if (offered.FirstOrDefault(set => set.TypeUrl == TypeUrls.Cluster) is not { } newer)
        {
            return NoNames;
        }

        var older = sets[TypeUrls.Cluster].Resources;

        return [.. newer.Resources.Values
            .Where(cluster => older.TryGetValue(cluster.Name, out var before) && before.Version != cluster.Version)
            .Select(cluster => cluster.Name)];
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
