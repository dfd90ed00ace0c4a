using System.Collections.Immutable;
using Envoy.Config.Common.Matcher.V3;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>
/// Answers that count as failures beside those of 500 and more:
/// <c>outlierDetection.outlierDetectionHttpErrorCodes</c>.
/// </summary>
internal sealed class HttpErrorCodes : IClusterFeature
{
    private const string Name = "outlierDetectionHttpErrorCodes";

    public ImmutableArray<string> Fields { get; } = [$"outlierDetection.{Name}"];

    // To Envoy an answer that no rule takes is a success, so its own failures have to be named again.
    public void WriteHttp(Ir.Cluster cluster, HttpV3.HttpProtocolOptions target)
    {
        if (cluster.Policy("outlierDetection")?.Texts(Name) is not { IsDefaultOrEmpty: false } codes)
        {
            return;
        }

        target.OutlierDetection = new()
        {
            ErrorMatcher = new()
            {
                OrMatch = new()
                {
                    Rules =
                    {
                        codes.Select(code => code.Value).Distinct(StringComparer.Ordinal)
                            .Select(code => Status(new() { Exact = code }))
                            .Prepend(Status(new() { Prefix = "5" })),
                    },
                },
            },
        };
    }

    private static MatchPredicate Status(MatcherV3.StringMatcher status) =>
        new() { HttpResponseHeadersMatch = new() { Headers = { new RouteV3.HeaderMatcher { Name = ":status", StringMatch = status } } } };
}
