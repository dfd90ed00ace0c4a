using Envoy.Config.Route.V3;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>Actions of a route that contradict themselves.</summary>
internal static class RouteActionChecks
{
    /// <summary>Unless the route configuration says otherwise, which the compiler's does not.</summary>
    private const int LargestBody = 4096;

    public static IEnumerable<ConstraintViolation> Check(WeightedCluster weighted)
    {
        var sum = weighted.Clusters.Sum(cluster => (long)(cluster.Weight ?? 0));
        if (sum is 0 or > uint.MaxValue)
        {
            yield return new(
                EnvoyRules.WeightsImpossible,
                "clusters",
                sum == 0 ? "the weights add up to nothing"
                    : $"the weights add up to {sum}, at most {uint.MaxValue} is allowed");
        }
    }

    public static IEnumerable<ConstraintViolation> Check(RouteAction action)
    {
        if (action.PrefixRewrite.Length > 0 && action.RegexRewrite is not null)
        {
            yield return new(
                EnvoyRules.RewritesConflict, "prefix_rewrite",
                    "the path is rewritten both by prefix and by regular expression");
        }

        if (action.UpgradeConfigs.Count is 0)
        {
            yield break;
        }

        var upgrades = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < action.UpgradeConfigs.Count; i++)
        {
            if (!upgrades.Add(action.UpgradeConfigs[i].UpgradeType))
            {
                yield return new(
                    EnvoyRules.NameTaken, $"upgrade_configs[{i}]",
                        $"upgrade '{action.UpgradeConfigs[i].UpgradeType}' is there twice");
            }
        }
    }

    public static IEnumerable<ConstraintViolation> Check(DirectResponseAction action)
    {
        var size = action.Body is { } body
            ? Math.Max(body.InlineBytes.Length, System.Text.Encoding.UTF8.GetByteCount(body.InlineString))
            : 0;
        if (size > LargestBody)
        {
            yield return new(
                EnvoyRules.BodyTooLarge, "body", $"the body has {size} bytes, at most {LargestBody} are allowed");
        }
    }
}
