using System.Collections.Immutable;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Compiler.Differences;

public sealed partial record RouteDiff
{
    /// <summary>What changes for a gateway that goes from one configuration to the other. Always ends, in bounded time.</summary>
    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">A resource is not what its type URL says.</exception>
    public static RouteDiff Between(DiffSide before, DiffSide after)
    {
        if (AreEqual(before.Snapshot, after.Snapshot))
        {
            return new() { Sections = [], DiffersUnnoticed = false, ChangesWithoutSearch = 0 };
        }

        var context = new DiffContext(before, after);
        var chains = ChainPairs.Of(context.Before, context.After);
        var hosts = new HostDifferences(context);
        ImmutableArray<DiffSection> sections =
        [
            .. chains.SelectMany(hosts.Between).OrderBy(section => section.Names[0], StringComparer.Ordinal),
            .. new ListenerDifferences(context, chains).Find(),
            .. new UpstreamDifferences(context).Find(),
            .. OtherDifferences.OfSecrets(context.Before, context.After),
            .. OtherDifferences.OfProcess(context.Before, context.After),
        ];

        return new()
        {
            Sections = sections,
            DiffersUnnoticed = sections is [],
            ChangesWithoutSearch = context.NotSought,
        };
    }

    private static bool AreEqual(XdsSnapshot before, XdsSnapshot after) =>
        before.Bootstrap.Span.SequenceEqual(after.Bootstrap.Span)
        && before.Requires.MinEnvoy == after.Requires.MinEnvoy
        && before.Resources.Length == after.Resources.Length
        && before.Resources.Zip(after.Resources).All(pair =>
            pair.First.TypeUrl == pair.Second.TypeUrl && pair.First.Name == pair.Second.Name
            && pair.First.Value.Span.SequenceEqual(pair.Second.Value.Span));
}
