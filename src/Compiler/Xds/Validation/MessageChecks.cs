using Envoy.Config.Route.V3;
using Envoy.Type.Matcher.V3;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>What Envoy checks of one message when it builds from it, wherever the message stands.</summary>
internal static class MessageChecks
{
    private static readonly Dictionary<MessageDescriptor, Func<IMessage,
        IEnumerable<ConstraintViolation>>> checks = new()
    {
        [RegexMatcher.Descriptor] = message => RegexChecks.Check((RegexMatcher)message),
        [StringMatcher.Descriptor] = message => RegexChecks.Check((StringMatcher)message),
        [Envoy.Config.Core.V3.HeaderValueOption.Descriptor] =
            message => HeaderChecks.Check((Envoy.Config.Core.V3.HeaderValueOption)message),
        [RouteConfiguration.Descriptor] = message => HeaderChecks.Check((RouteConfiguration)message),
        [VirtualHost.Descriptor] = message => HeaderChecks.Check((VirtualHost)message),
        [Route.Descriptor] = message => HeaderChecks.Check((Route)message),
        [WeightedCluster.Types.ClusterWeight.Descriptor] =
            message => HeaderChecks.Check((WeightedCluster.Types.ClusterWeight)message),
        [WeightedCluster.Descriptor] = message => RouteActionChecks.Check((WeightedCluster)message),
        [RouteAction.Descriptor] = message => RouteActionChecks.Check((RouteAction)message),
        [DirectResponseAction.Descriptor] = message => RouteActionChecks.Check((DirectResponseAction)message),
        [RetryPolicy.Types.RetryBackOff.Descriptor] = message =>
            DurationChecks.Check((RetryPolicy.Types.RetryBackOff)message),
        [Duration.Descriptor] = message => DurationChecks.Check((Duration)message),
    };

    public static Func<IMessage, IEnumerable<ConstraintViolation>>? For(MessageDescriptor type) =>
        checks.GetValueOrDefault(type);
}
