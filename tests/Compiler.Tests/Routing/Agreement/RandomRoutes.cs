using Envoy.Config.Core.V3;
using Envoy.Config.Route.V3;
using Envoy.Type.Matcher.V3;
using GatewayPipeline.Compiler.Routing;
using GatewayPipeline.Compiler.Tests.Re2;

namespace GatewayPipeline.Compiler.Tests.Routing.Agreement;

/// <summary>Draws route configurations and requests from small vocabularies, so that they meet often.</summary>
internal sealed class RandomRoutes(int seed)
{
    private static readonly string[] domains =
        ["a.com", "A.org", "*.a.com", "*-x.a.com", "a.*", "www.*", "b.com:8080", "*.b.com", "c.com", "*.com",
            "[::1]:80"];

    private static readonly string[] hosts =
        ["a.com", "A.COM", "a.org", "x.a.com", "y-x.a.com", "a.net", "www.b", "b.com:8080", "b.com", "q.b.com",
            "c.com:80",
         "c.com:443", "d.net", "z.com", ".a.com", "[::1]:80", "a.com."];

    private static readonly string[] paths =
        ["/", "/a", "/A", "/ab", "/a/", "/a/b", "/a/b/c", "/ab/c", "/b", "/b/a", "/a.b", "/é"];

    private static readonly string[] requested =
        ["/", "/a", "/A", "/ab", "/a/", "/a/b", "/a/b/c", "/A/B", "/ab/c", "/b", "/b/a", "/a.b", "/a;p=1", "/a;p/b",
            "//a", "/a//b",
         "/./a", "/a/../b", "/a/./b", "/a%2Fb", "/a%2fb/c", "/%61", "/a%5cb", "/a\\b", "/a/%2e%2e/b", "/a/..", "/a%00b",
             "/c%C3%A9",
         "/a/b/../../../c", "/a%zz", "/~a", "/a%7Eb", "/..", "/a/.", "/b#x", "/a;p/b;q", "/;p", "/a%20b", "/a\"b",
             "/a{b}", "/a|b", "/a^b", "/a[b]", "/a'b", "/a*b!$&()+,=:@", "/a%5Bb", "/a%7cb",
         "/a%3Fb", "/a%23b", "/a%25b", "/a%2", "/a%7fb", "/a/%2E", "/%2e%2e/%2e%2e/b", "/a/...", "/.../b", "/a/.b/..c",
             "/a\\..\\b", "/<a>", "/`a`",
         "/%C3%A9%c3%a9", "///a///b//", "/a/b/..//c", "/a//../b"];

    private static readonly string[] queries =
        ["", "", "", "?x=1", "?x=2&y=1", "?y", "?x=1&x=2", "?", "?x=%31", "?x=/a/b", "?x==1"];

    private static readonly string[] patterns =
        ["/a.*", "/[a-b]+", "/(a|b)(/.*)?", "(?i)/a", "/a/?", ".*b", "/\\w+", "/a\\.b", "(?:/[^/]+){2}", "/.", "[^/]*",
            "/a\\b.*",
         "/(?P<x>[a-z]+)/(.*)", ".*[[:upper:]].*", "(?s).*", "\\A/b\\z", "/a{1,2}b?", "/c.."];

    private static readonly string[] values =
        ["1", "2", "1", "x", "X", "abc", "ABC", "", "1,2", "12", "-3", "é", "/aé", "éa"];

    private static readonly string[] names = ["x-a", "x-b", "X-C"];

    private readonly Random random = new(seed);
    private readonly RandomPatterns regexes = new(new(seed));

    public static IReadOnlyList<string> Clusters { get; } = ["one", "two", "three"];

    public RouteConfiguration Configuration(string name)
    {
        var configuration = new RouteConfiguration
        {
            Name = name,
            IgnorePortInHostMatching = Chance(4),
            IgnorePathParametersInPathMatching = Chance(4),
        };
        var left = domains.OrderBy(_ => random.Next()).ToList();
        var count = random.Next(1, 4);
        for (var i = 0; i < count; i++)
        {
            var host = new VirtualHost { Name = $"host{i}" };
            host.Domains.AddRange(left.Take(random.Next(1, 4)));
            left.RemoveRange(0, host.Domains.Count);
            if (i == count - 1 && Chance(2))
            {
                host.Domains.Add("*");
            }

            host.RequireTls = Chance(12) ? VirtualHost.Types.TlsRequirementType.All
                : VirtualHost.Types.TlsRequirementType.None;
            for (var route = random.Next(1, 9); route > 0; route--)
            {
                host.Routes.Add(Route($"host{i}/{host.Routes.Count}"));
            }

            configuration.VirtualHosts.Add(host);
        }

        return configuration;
    }

    public RouteRequest Request(int port)
    {
        var headers = new List<HeaderField>();
        for (var i = random.Next(4); i > 0; i--)
        {
            headers.Add(new(Of(names), Of(values)));
        }

        headers.Add(new("x-random", random.Next(100).ToString(System.Globalization.CultureInfo.InvariantCulture)));

        return new()
        {
            Port = port,
            Method = Of(["GET", "GET", "POST", "DELETE"]),
            Authority = Of(hosts),
            Path = (Chance(3) ? Uri(regexes.Text()) : Of(requested)) + Of(queries),
            Headers = [.. headers],
        };
    }

    public bool Chance(int among) => random.Next(among) == 0;

    // What is no ASCII is not sent as it is by any client; Envoy compares the escapes.
    private static string Uri(string text) => text.Replace("é", "%C3%A9", StringComparison.Ordinal);

    private Route Route(string name)
    {
        var route = new Route { Name = name, Match = Match() };
        route.ResponseHeadersToAdd.Add(new HeaderValueOption { Header = new() { Key = "x-route", Value = name } });
        switch (random.Next(5))
        {
            case 0:
                route.DirectResponse =
                    new() { Status = (uint)random.Next(200, 500), Body = new() { InlineString = name } };
                break;
            case 1 or 2:
                route.Redirect = Redirect(route.Match);
                break;
            default:
                route.Route_ = Forward(route.Match);
                break;
        }

        return route;
    }

    private RouteMatch Match()
    {
        var match = new RouteMatch();
        switch (random.Next(5))
        {
            case 0:
                match.Path = Of(paths);
                break;
            case 1:
                match.SafeRegex = new() { Regex = Chance(2) ? Of(patterns) : regexes.Pattern() };
                break;
            case 2:
                match.PathSeparatedPrefix = Of(["/a", "/a/b", "/A", "/b", "/ab"]);
                break;
            default:
                match.Prefix = Of(paths);
                break;
        }

        if (match.SafeRegex is null && Chance(4))
        {
            match.CaseSensitive = false;
        }

        for (var i = random.Next(-2, 2); i > 0; i--)
        {
            match.Headers.Add(Header());
        }

        if (Chance(5))
        {
            match.QueryParameters.Add(Parameter());
        }

        return match;
    }

    private HeaderMatcher Header()
    {
        var matcher = new HeaderMatcher
        {
            Name = Of([.. names, ":method", ":authority", ":path", "host", ":scheme"]),
            InvertMatch = Chance(3),
            TreatMissingHeaderAsEmpty = Chance(4),
        };
        switch (random.Next(4))
        {
            case 0:
                matcher.PresentMatch = Chance(2);
                break;
            case 1:
                matcher.RangeMatch = new() { Start = random.Next(-5, 2), End = random.Next(2, 13) };
                break;
            default:
                matcher.StringMatch = Text();
                break;
        }

        return matcher;
    }

    private QueryParameterMatcher Parameter()
    {
        var matcher = new QueryParameterMatcher { Name = Of(["x", "y"]) };
        if (Chance(3))
        {
            matcher.PresentMatch = true;
        }
        else
        {
            matcher.StringMatch = Text();
        }

        return matcher;
    }

    private StringMatcher Text()
    {
        var value = Of(["1", "2", "x", "abc", "GET", "a.com", "/a", "aBc", "http", "1,2", "1,"]);

        return random.Next(5) switch
        {
            0 => new() { Prefix = value, IgnoreCase = Chance(2) },
            1 => new() { Suffix = value, IgnoreCase = Chance(2) },
            2 => new() { Contains = value, IgnoreCase = Chance(2) },
            3 when Chance(2) => new() { SafeRegex = new() { Regex = regexes.Pattern() } },
            3 => new() { SafeRegex = new() { Regex = Of(
                ["[0-9]+", "(?i)abc", "x?", "", ".*,.*", "[^a]*", "GET|POST"]) is { Length: > 0 } it ? it : "a?" } },
            _ => new() { Exact = value, IgnoreCase = Chance(2) },
        };
    }

    private RedirectAction Redirect(RouteMatch match)
    {
        var redirect = new RedirectAction
        {
            HostRedirect = Of(["", "", "new.com", "new.com:9"]),
            PortRedirect = (uint)random.Next(-3, 2) is 1 ? 8443u : 0u,
            StripQuery = Chance(4),
            ResponseCode = (RedirectAction.Types.RedirectResponseCode)random.Next(5),
        };
        switch (random.Next(3))
        {
            case 0:
                redirect.HttpsRedirect = true;
                break;
            case 1:
                redirect.SchemeRedirect = Of(["https", "http"]);
                break;
        }

        switch (random.Next(4))
        {
            case 0:
                redirect.PathRedirect = Of(["/new", "/new?q=1", "rel"]);
                break;
            case 1 when match.SafeRegex is null:
                redirect.PrefixRewrite = Of(["/p", "/p/", "/"]);
                break;
            case 2:
                redirect.RegexRewrite = Rewrite();
                break;
        }

        return redirect;
    }

    private RegexMatchAndSubstitute Rewrite() => new()
    {
        Pattern = new() { Regex = Chance(2) ? regexes.Pattern() : Of(
            ["/a", "(/[^/]+)", "^/(.)", "b*", "/$", "a|ab", "(?i)A", "", ".*"]) is { Length: > 0 } it ? it : "a??" },
        Substitution = Of(["/z", "\\0!", "\\1", "<\\1>", "\\2", "", "\\\\x"]),
    };

    private RouteAction Forward(RouteMatch match)
    {
        var action = new RouteAction();
        if (Chance(3))
        {
            action.WeightedClusters = new() { HeaderName = "x-random" };
            foreach (var (cluster, weight) in new[] { ("one", 10u), ("two", 30u), ("three", 60u) })
            {
                var part = new WeightedCluster.Types.ClusterWeight { Name = cluster, Weight = weight };
                part.ResponseHeadersToAdd.Add(
                    new HeaderValueOption { Header = new() { Key = "x-choice", Value = cluster } });
                part.HostRewriteLiteral = Chance(4) ? $"{cluster}.host" : "";
                action.WeightedClusters.Clusters.Add(part);
            }
        }
        else
        {
            action.Cluster = "one";
        }

        if (Chance(4))
        {
            action.HostRewriteLiteral = "rewritten";
        }

        switch (random.Next(4))
        {
            case 0 when match.SafeRegex is null || Chance(2):
                action.PrefixRewrite = Of(["/p", "/p/", "/"]);
                break;
            case 1:
                action.RegexRewrite = Rewrite();
                break;
        }

        return action;
    }

    private string Of(string[] choices) => choices[random.Next(choices.Length)];
}
