using System.Collections.Immutable;
using System.Globalization;
using Envoy.Extensions.Filters.Http.Cors.V3;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Xds.HttpFilters;
using GatewayPipeline.Compiler.Xds.Matches;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>What scripts of other sites may do: <c>corsPolicy</c>. A preflight has to match the rule like any other request.</summary>
internal sealed class CrossOrigin : IRouteFeature
{
    private static readonly ImmutableArray<string> Methods =
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*"];

    public ImmutableArray<string> Fields { get; } =
    [
        .. StringMatch.FieldsAt("corsPolicy.allowOrigins[]"), "corsPolicy.allowOrigin", "corsPolicy.allowMethods", "corsPolicy.allowHeaders",
        "corsPolicy.exposeHeaders", "corsPolicy.maxAge", "corsPolicy.allowCredentials", "corsPolicy.unmatchedPreflights",
    ];

    public void Check(Fields rule, DiagnosticBag diagnostics)
    {
        if (rule.Object("corsPolicy") is not { } policy)
        {
            return;
        }

        foreach (var origin in policy.Objects("allowOrigins"))
        {
            CheckOrigin(origin, diagnostics);
        }

        if (policy.Has("allowOrigin"))
        {
            diagnostics.Add(HttpRules.Deprecated.At(policy.KeySpanOf("allowOrigin"), "allowOrigin", "allowOrigins[].exact"));
        }

        foreach (var method in policy.Texts("allowMethods").Where(method => !Methods.Contains(method.Value)))
        {
            diagnostics.Add(HttpRules.UnknownWord.At(method.Span, method.Value, "method of HTTP").WithHelp(Spelling.Advice(method.Value, Methods)));
        }

        foreach (var header in policy.Texts("allowHeaders").Concat(policy.Texts("exposeHeaders")))
        {
            HeaderNames.Check(header.Value, header.Span, diagnostics);
        }

        DurationCheck.Check(policy, "maxAge", diagnostics);
        if (policy.Duration("maxAge") is { } age && age.Ticks % TimeSpan.TicksPerSecond is not 0)
        {
            diagnostics.Add(HttpRules.WholeSeconds.At(policy.SpanOf("maxAge"), "maxAge"));
        }
    }

    public void Write(Ir.Route route, RouteV3.Route target)
    {
        if (route.Rule.Fields.Object("corsPolicy") is { } policy)
        {
            target.TypedPerFilterConfig[HttpFilterChain.Cors] = ToPolicy(policy).ToAny();
        }
    }

    private static void CheckOrigin(Fields origin, DiagnosticBag diagnostics)
    {
        if (!StringMatch.Forms.Any(form => origin.Text(form) is { Length: > 0 }))
        {
            diagnostics.Add(HttpRules.SaysNothing.At(origin.Span, "an origin", string.Join(" or ", StringMatch.Forms)));

            return;
        }

        StringMatch.Check(origin, diagnostics, allowEmptyPrefix: false);
    }

    private static CorsPolicy ToPolicy(Fields policy) => new()
    {
        AllowOriginStringMatch = { Origins(policy) },
        AllowMethods = Joined(policy.Texts("allowMethods")),
        AllowHeaders = Joined(policy.Texts("allowHeaders")),
        ExposeHeaders = Joined(policy.Texts("exposeHeaders")),
        MaxAge = policy.Duration("maxAge") is { } age ? ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture) : "",
        AllowCredentials = policy.Flag("allowCredentials"),
        FilterEnabled = new() { DefaultValue = new() { Numerator = 100 } },
        ForwardNotMatchingPreflights = policy.Choice("unmatchedPreflights", "UNSPECIFIED", "FORWARD", "IGNORE") is not "IGNORE",
    };

    // The newer list hides the older one altogether.
    private static IEnumerable<MatcherV3.StringMatcher> Origins(Fields policy) => policy.Objects("allowOrigins") is not [] and var origins
        ? origins.Select(StringMatch.Translate).OfType<MatcherV3.StringMatcher>()
        : policy.Texts("allowOrigin").Select(origin => new MatcherV3.StringMatcher { Exact = origin.Value });

    private static string Joined(IEnumerable<ScalarSyntax> words) => string.Join(',', words.Select(word => word.Value));
}
