using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>
/// Requests that look alike go to the same endpoint: the table of <c>loadBalancer.consistentHash</c>. What makes
/// requests look alike stands on the routes: <see cref="Routes.HashPolicies"/>.
/// </summary>
internal sealed class ConsistentHash : IClusterFeature
{
    private const ulong DefaultRingSize = 1024;
    private const long MaglevLimit = 5_000_011;

    public ImmutableArray<string> Fields { get; } =
    [
        .. Routes.HashPolicies.PolicyFields,
        "loadBalancer.consistentHash.minimumRingSize",
        "loadBalancer.consistentHash.ringHash.minimumRingSize",
        "loadBalancer.consistentHash.maglev.tableSize",
    ];

    public static bool IsAskedBy(Fields balancer) => balancer.Has("consistentHash");

    public void Check(Fields policy, DiagnosticBag diagnostics)
    {
        if (policy.Object("loadBalancer") is not { } balancer || balancer.Object("consistentHash") is not { } hash)
        {
            return;
        }

        // Of several forms, Istio takes the last.
        if (balancer.Has("backendUtilization"))
        {
            return;
        }

        if (balancer.Has("simple"))
        {
            diagnostics.Add(ValueRules.SeveralForms.At(balancer.KeySpanOf("simple"), "simple, consistentHash"));
        }

        if (hash.Has("ringHash") && hash.Has("maglev"))
        {
            diagnostics.Add(ValueRules.SeveralForms.At(hash.KeySpanOf("maglev"), "ringHash, maglev"));
        }

        if (hash.Integer("minimumRingSize") is > 0)
        {
            diagnostics.Add(HttpRules.Deprecated.At(hash.KeySpanOf("minimumRingSize"), "minimumRingSize", "ringHash.minimumRingSize"));
        }

        if (hash.Integer("minimumRingSize") is > 0 && (hash.Has("ringHash") || hash.Has("maglev")))
        {
            diagnostics.Add(ValueRules.OneOf.At(hash.KeySpanOf("minimumRingSize"), "minimumRingSize, ringHash and maglev")
                .WithHelp("minimumRingSize is the older spelling of ringHash.minimumRingSize: leave it out"));
        }

        if (hash.Object("maglev") is { } maglev && !IsTableSize(maglev.Integer("tableSize") ?? 0))
        {
            diagnostics.Add(SchemaRules.OutOfRange.At(maglev.SpanOf("tableSize"), "tableSize", $"a prime number below {MaglevLimit}"));
        }

        Routes.HashPolicies.CheckPolicy(hash, diagnostics);
    }

    public void Write(Ir.Cluster cluster, ClusterV3.Cluster target)
    {
        if (cluster.Policy("loadBalancer")?.Object("consistentHash") is not { } hash)
        {
            return;
        }

        if (hash.Object("maglev") is { } maglev)
        {
            target.LbPolicy = ClusterV3.Cluster.Types.LbPolicy.Maglev;
            target.MaglevLbConfig = maglev.Integer("tableSize") is > 0 and var size ? new() { TableSize = (ulong)size } : null;

            return;
        }

        var asked = hash.Object("ringHash")?.Integer("minimumRingSize") ?? hash.Integer("minimumRingSize");
        target.LbPolicy = ClusterV3.Cluster.Types.LbPolicy.RingHash;
        target.RingHashLbConfig = new() { MinimumRingSize = asked is > 0 and var ring ? (ulong)ring : DefaultRingSize };
    }

    private static bool IsTableSize(long size)
    {
        if (size is < 1 or >= MaglevLimit)
        {
            return false;
        }

        for (long divisor = 2; divisor * divisor <= size; divisor++)
        {
            if (size % divisor is 0)
            {
                return false;
            }
        }

        return true;
    }
}
