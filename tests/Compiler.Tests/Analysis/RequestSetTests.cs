using System.Collections.Immutable;
using CsCheck;
using GatewayPipeline.Compiler.Analysis.Requests;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Routing;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Compiler.Xds.Matches;

namespace GatewayPipeline.Compiler.Tests.Analysis;

/// <summary>What is said of two matches without a request holds for every request, by the matcher's own rules.</summary>
public sealed class RequestSetTests
{
    private static readonly Gen<string> Texts = OneOf("exact: a", "exact: ab", "prefix: a", "prefix: ab", "regex: a.*", "regex: \"*\"", "exact: \"\"");

    private static readonly Gen<string> Paths = OneOf(
        "", "uri: {prefix: /}", "uri: {prefix: /a}", "uri: {prefix: /A/b}", "uri: {prefix: /a/b}", "uri: {exact: /a}", "uri: {exact: /A}",
        "uri: {exact: /a/b/c}", "uri: {regex: /a.*}", "uri: {regex: /.*}", "uri: {regex: .*}", "uri: {regex: /a}", "uri: {regex: \"/[ab].*\"}",
        "uri: {regex: \"^/a/b.*$\"}", "uri: {regex: \"/a|/b\"}", "uri: {prefix: \"\"}");

    private static readonly Gen<string> Matches =
        from path in Paths
        from parts in Gen.Select(OneOf("headers: {X-A: {%}}", "headers: {x-a: {}}", "withoutHeaders: {x-a: {%}}", "withoutHeaders: {x-a: {}}",
            "queryParams: {q: {%}}", "method: {%}", "ignoreUriCase: true"), Texts).Array[0, 3]
        select $"{{{string.Join(", ", parts.Select(part => part.Item1.Replace("%", part.Item2, StringComparison.Ordinal)).DistinctBy(part => part.Split(':')[0]).Prepend(path).Where(part => part.Length > 0))}}}";

    private static readonly Gen<RouteRequest> Requests =
        from path in OneOf("/", "/a", "/A", "/ab", "/a/b", "/A/b", "/A/B/c", "/a/b/c", "/b", "/c")
        from query in OneOf("", "?q", "?q=a", "?q=ab", "?q=b")
        from method in OneOf("a", "ab", "b", "GET")
        from header in OneOf("", "a", "ab", "b").Array[0, 2]
        select new RouteRequest
        {
            Port = 80, Authority = "a.example.com", Path = path + query, Method = method,
            Headers = [.. header.Select(value => new HeaderField("x-a", value))],
        };

    [Fact]
    public void A_match_that_covers_another_takes_all_of_its_requests() =>
        Gen.Select(Matches, Matches, Requests.Array[20]).Sample(
            (wide, narrow, requests) =>
            {
                if (RequestSet.Of(Read(wide)).Covers(RequestSet.Of(Read(narrow))))
                {
                    var missed = requests.FirstOrDefault(request => Takes(narrow, request) && !Takes(wide, request));
                    Assert.True(missed is null, $"{wide} was said to take all that {narrow} takes, and does not take {missed}");
                }
            },
            iter: 20_000);

    [Fact]
    public void The_index_finds_what_comparing_each_with_each_finds() => Matches.Array[1, 30].Sample(
        matches =>
        {
            var index = new RequestSetIndex<string>(ignoreScope: true);
            var added = new List<RequestSet>();
            foreach (var match in matches)
            {
                var requests = RequestSet.Of(Read(match));
                var found = index.FindCovering(requests) is not null;
                Assert.True(found == added.Exists(other => other.Covers(requests)), $"{match} after {string.Join(", ", matches)}");
                index.Add(requests, match);
                added.Add(requests);
            }
        },
        iter: 2_000);

    private static bool Takes(string match, RouteRequest request)
    {
        var route = new CompiledRoute(new() { Match = MatchFeatures.Translate(Read(match)) }, index: 0, ignorePathParameters: false);

        return route.Matches(new(request, request.Authority, request.Path, request.Scheme));
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(number => texts[number]);

    private static Fields Read(string match)
    {
        var document = Assert.Single(ManifestParser.Parse(new Manifest.Readable("a.yaml", match)));
        Assert.Empty(document.Problems);

        return new(Assert.IsType<MappingSyntax>(document.Root));
    }
}
