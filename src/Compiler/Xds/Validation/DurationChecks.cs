using Envoy.Config.Route.V3;
using GatewayPipeline.Compiler.Diagnostics;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>Times that Envoy cannot keep.</summary>
internal static class DurationChecks
{
    /// <summary>Ten thousand years, the range of protobuf's durations.</summary>
    private const long MostSeconds = 315_576_000_000;

    public static IEnumerable<ConstraintViolation> Check(Duration duration)
    {
        if (duration.Seconds < 0 || duration.Nanos < 0)
        {
            yield return new(EnvoyRules.DurationImpossible, "", "a duration may not be negative");
        }
        else if (duration.Seconds > MostSeconds || duration.Nanos > 999_999_999)
        {
            yield return new(EnvoyRules.DurationImpossible, "", "a duration may not be longer than 10,000 years");
        }
    }

    public static IEnumerable<ConstraintViolation> Check(RetryPolicy.Types.RetryBackOff backOff)
    {
        if (backOff.MaxInterval is { } most && backOff.BaseInterval is { } least
            && (most.Seconds, most.Nanos).CompareTo((least.Seconds, least.Nanos)) < 0)
        {
            yield return new(
                EnvoyRules.DurationImpossible, "max_interval",
                    "the longest pause between tries is shorter than the first one");
        }
    }
}
