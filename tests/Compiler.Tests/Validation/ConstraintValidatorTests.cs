using Envoy.Config.Core.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Http.Fault.V3;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Xds.Validation;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Tests.Validation;

public class ConstraintValidatorTests
{
    public static TheoryData<string, IMessage, string> Broken => new()
    {
        { "GWP5001", new VirtualHost { Domains = { "a" } }, "name: must not be empty" },
        { "GWP5001", new VirtualHost { Name = "a" }, "domains: needs at least 1 items, has 0" },
        { "GWP5001", new Route { Match = new() { Prefix = "/" } },
            "action: one of route, redirect, direct_response, filter_action, non_forwarding_action is required" },
        { "GWP5001", Direct(new() { PathSeparatedPrefix = "/a/" }),
            "match.path_separated_prefix: does not match ^[^?#]+[^?#/]$" },
        { "GWP5001", new DirectResponseAction { Status = 600 },
            "status: must be at least 200 and less than 600, is 600" },
        { "GWP5001", new Route(), "match: is required" },
        { "GWP5001", new Envoy.Config.Route.V3.RetryPolicy { RetryBackOff = new() { BaseInterval = new() } },
            "retry_back_off.base_interval: must be greater than 0s" },
        { "GWP5001", new RouteAction { Cluster = "a", HostRewriteLiteral = "a\nb" },
            "host_rewrite_literal: has a character that no header may have" },
        { "GWP5001", WithFilter(new FaultAbort { HttpStatus = 100 }),
            "typed_per_filter_config[\"fault\"].http_status: must be at least 200 and less than 600, is 100" },
        { "GWP5002", Direct(new() { SafeRegex = new() { Regex = "(?!x)a" } }),
            "match.safe_regex.regex: invalid perl operator: (?!" },
        { "GWP5003", Direct(new() { SafeRegex = new() { Regex = "(a{10}){100}(b{10}){100}[a-z]{1000}.{1000}(/[^/]+){0,1000}(x?){1000}(/[^/]+){0,1000}(/[^/]+){0,1000}(/[^/]+){0,1000}(/[^/]+){0,1000}" } }), "match.safe_regex.regex: its program has" },
        { "GWP5005", Adding(":path", "/x"), "header.key: ':path' may not be set" },
        { "GWP5005", new VirtualHost { Name = "a", Domains = { "a" }, RequestHeadersToRemove = { "Host" } },
            "request_headers_to_remove[0]: 'Host' may not be removed" },
        { "GWP5006", Adding("x", "100% sure"), "header.value: no command begins at '% sure'" },
        { "GWP5006", Adding("x", "%FOO%"), "header.value: %FOO% is no command of Envoy" },
        { "GWP5006", Adding("x", "%REQ()%"), "header.value: %REQ% needs an argument" },
        { "GWP5007", new WeightedCluster { Clusters = { new WeightedCluster.Types.ClusterWeight { Name = "a",
            Weight = 0 } } }, "clusters: the weights add up to nothing" },
        { "GWP5008", new RouteAction { Cluster = "a", PrefixRewrite = "/",
            RegexRewrite = new() { Pattern = new() { Regex = "a" } } }, "prefix_rewrite: the path is rewritten both" },
        { "GWP5009", new DirectResponseAction { Status = 200, Body = new() { InlineString = new('x', 4097) } },
            "body: the body has 4097 bytes" },
        { "GWP5010", new RouteAction { Cluster = "a", Timeout = new() { Seconds = -1 } },
            "timeout: a duration may not be negative" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Refuses_what_Envoy_refuses(string code, IMessage message, string start)
    {
        var found =
            ConstraintValidator.Check(message).Select(it => (it.Rule.Code, Text: $"{it.Path}: {it.Message}")).ToList();

        Assert.True(
            found.Exists(it => it.Code == code && it.Text.StartsWith(start, StringComparison.Ordinal)),
            $"expected {code} {start}, found\n{string.Join('\n', found)}");
    }

    [Fact]
    public void Accepts_what_Envoy_accepts()
    {
        var host = Host(10);

        Assert.Empty(ConstraintValidator.Check(host));
        Assert.Empty(ConstraintValidator.Check(Adding("x-time", "%START_TIME(%s)% %REQ(a?b):10% 100%%")));
    }

    [Fact]
    public void Every_rule_of_this_stage_is_listed_once()
    {
        Assert.Equal(EnvoyRules.All.Length, EnvoyRules.All.DistinctBy(rule => rule.Code).Count());
    }

    private static VirtualHost Host(int routes)
    {
        var host = new VirtualHost { Name = "host", Domains = { "*" } };
        for (var i = 0; i < routes; i++)
        {
            host.Routes.Add(new Route
            {
                Name = $"route{i}",
                Match = new()
                {
                    Prefix = $"/a/{i}",
                    Headers = { new HeaderMatcher { Name = "x", StringMatch = new() { Exact = "y" } } },
                },
                Route_ = new() { Cluster = "one", Timeout = new(),
                    RetryPolicy = new() { RetryOn = "5xx", NumRetries = 2 } },
            });
        }

        return host;
    }

    private static Route Direct(RouteMatch match) => new() { Match = match, DirectResponse = new() { Status = 200 } };

    private static Route WithFilter(IMessage config)
    {
        var route = Direct(new() { Prefix = "/" });
        route.TypedPerFilterConfig["fault"] = Any.Pack(config);

        return route;
    }

    private static HeaderValueOption Adding(string name, string value) =>
        new() { Header = new() { Key = name, Value = value } };
}
