using System.Text.Json;
using System.Text.Json.Nodes;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Tests.Routing.Agreement;

/// <summary>
/// Draws VirtualServices and requests from small vocabularies, so that they meet often. A manifest is written as JSON,
/// which is YAML too. Each rule tells its name in the response header <c>x-route</c>.
/// </summary>
internal sealed class RandomVirtualServices(Random random)
{
    private const string Networking = "networking.istio.io/v1";

    private static readonly string[] backends = ["alpha.internal", "beta.internal", "gamma.internal"];

    // A VirtualService each: two with the same host would be merged, and hosts of one may not overlap.
    private static readonly string[][] hosts =
        [["app.example.com", "b.example.com"], ["*.example.com"], ["*.wild.example.com", "only.example.org"], ["*"]];

    private static readonly string[] authorities =
    [
        "app.example.com", "APP.example.com", "app.example.com", "b.example.com", "x.example.com",
        "y.wild.example.com", "only.example.org", "other.test", "app.example.com:80", "app.example.com.",
    ];

    private static readonly string[] paths =
        ["/a", "/a/", "/a/b", "/a/b/c", "/ab", "/A", "/b", "/b/c", "/c", "/"];

    private static readonly string[] requested =
    [
        "/a", "/a/", "/a/b", "/a/b/c", "/a/b/c/d", "/ab", "/A", "/A/B", "/b", "/b/", "/b/c", "/c", "/", "/az",
        "/d%20e", "/a%2Fb", "//a", "/a/../b", "/a;p/b", "/a/b/", "/z", "/c/d",
    ];

    private static readonly string[] queries =
        ["", "", "", "?v=1", "?v=2&w=1", "?w", "?w=1", "?v=12", "?w=%31"];

    private static readonly string[] pathPatterns =
        ["/a[^/]*", "/[ab]", "/.", "/a/b/?.*", "(?i)/a", "/(a|b)(/.*)?", ".*/c", "/[a-c]+", "/a\\.b|/c", "/\\w{2,}"];

    private static readonly string[] valuePatterns = ["[a-z]+", "o.*", "[0-9]", "(?i)ONE", ".*e", "t?wo"];

    private static readonly string[] values = ["one", "two", "three", "1", "2", "", "One"];

    private static readonly string[] names = ["x-p", "x-q", "x-r"];

    /// <summary>The services that every table sends to.</summary>
    public static string Backends() => Documents(backends.Select(host => Document(
        "ServiceEntry", host.Replace('.', '-'), new()
        {
            ["hosts"] = new JsonArray(host),
            ["ports"] = new JsonArray(new JsonObject { ["number"] = 80, ["name"] = "http", ["protocol"] = "HTTP" }),
            ["resolution"] = "STATIC",
            ["endpoints"] = new JsonArray(new JsonObject { ["address"] = "127.0.0.1" }),
        })));

    /// <summary>A Gateway on <paramref name="port"/> and one to four VirtualServices bound to it.</summary>
    public string Table(string name, int port)
    {
        var server = new JsonObject
        {
            ["port"] = new JsonObject { ["number"] = port, ["name"] = "http", ["protocol"] = "HTTP" },
            ["hosts"] = new JsonArray("*"),
        };
        var gateway = Document("Gateway", name, new()
        {
            ["selector"] = new JsonObject { ["istio"] = "ingressgateway" },
            ["servers"] = new JsonArray(server),
        });
        var services = hosts.Where((_, i) => i is 0 || random.Next(3) > 0)
            .Select((mine, i) => VirtualService(name, $"{name}-{i}", mine));

        return Documents(services.Prepend(gateway));
    }

    public RouteRequest Request(int port)
    {
        string[] sent = [.. names.Where(_ => random.Next(3) is 0)];

        return new()
        {
            Port = port,
            Method = Of(["GET", "GET", "POST", "DELETE"]),
            Authority = Of(authorities),
            Path = Of(requested) + Of(queries),
            Headers = [.. sent.Select(name => new HeaderField(name, Of(values)))],
        };
    }

    private JsonObject VirtualService(string gateway, string name, string[] mine)
    {
        var rules = Enumerable.Range(0, random.Next(4, 11)).Select(i => Rule($"{name}.r{i}"));

        return Document("VirtualService", name, new()
        {
            ["hosts"] = new JsonArray([.. mine.Select(host => JsonValue.Create(host))]),
            ["gateways"] = new JsonArray(gateway),
            ["http"] = new JsonArray([.. rules]),
        });
    }

    public JsonObject Rule(string name)
    {
        JsonArray matches = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Match())];
        var rule = new JsonObject
        {
            ["name"] = name,
            ["match"] = matches,
            ["headers"] = new JsonObject
            {
                ["response"] = new JsonObject { ["set"] = new JsonObject { ["x-route"] = name } },
            },
        };
        var (key, action) = Action();
        rule[key] = action;
        if (key is "route" && random.Next(3) is 0)
        {
            var byRegex = matches.Any(match => match?["uri"]?["regex"] is not null);
            rule["rewrite"] = Rewrite(byRegex);
        }

        return rule;
    }

    private JsonObject Match()
    {
        var match = new JsonObject();
        if (random.Next(8) > 0)
        {
            match["uri"] = random.Next(4) is 0 ? Text("regex", pathPatterns) : Text(Of(["exact", "prefix"]), paths);
        }

        Add(match, 5, "ignoreUriCase", () => true);
        Add(match, 5, "method", () => Text("exact", ["GET", "POST", "DELETE"]));
        Add(match, 6, "authority", () => Text("prefix", ["app", "b.", "x", "only"]));
        Add(match, 3, "headers", () => new JsonObject { [Of(["x-p", "x-q"])] = Value() });
        Add(match, 5, "withoutHeaders", () => new JsonObject { [Of(["x-q", "x-r"])] = Value() });
        Add(match, 4, "queryParams", () => new JsonObject { [Of(["v", "w"])] = Value() });
        if (match.Count is 0)
        {
            match["uri"] = Text("exact", paths);
        }

        return match;
    }

    private (string Key, JsonNode Action) Action() => random.Next(6) switch
    {
        0 => ("redirect", Redirect()),
        1 => ("directResponse", new JsonObject
        {
            ["status"] = random.Next(400, 500),
            ["body"] = new JsonObject { ["string"] = "no" },
        }),
        2 => ("route", new JsonArray(Destination(30), Destination(70))),
        _ => ("route", new JsonArray(Destination(100))),
    };

    private JsonObject Redirect()
    {
        var redirect = new JsonObject { ["uri"] = Of(["/moved", "/"]) };
        Add(redirect, 3, "authority", () => "new.example.com");
        Add(redirect, 3, "scheme", () => "https");
        Add(redirect, 3, "redirectCode", () => random.Next(2) is 0 ? 302 : 308);
        Add(redirect, 4, "derivePort", () => "FROM_PROTOCOL_DEFAULT");
        Add(redirect, redirect.ContainsKey("derivePort") ? int.MaxValue : 4, "port", () => 8443);

        return redirect;
    }

    private JsonObject Rewrite(bool byRegex) => random.Next(3) switch
    {
        0 => new() { ["authority"] = "rewritten.example.com" },
        1 when !byRegex => new() { ["uri"] = Of(["/n", "/n/", "/"]) },
        _ => new()
        {
            ["uriRegexRewrite"] = new JsonObject
            {
                ["match"] = Of(["/a", "(/[^/]+)", "^/(.)", "/b$"]),
                ["rewrite"] = Of(["/z", "\\1-", "/<\\1>", "/\\\\x"]),
            },
        },
    };

    private JsonObject Destination(int weight) => new()
    {
        ["destination"] = new JsonObject { ["host"] = Of(backends) },
        ["weight"] = weight,
    };

    private JsonObject Value() => random.Next(4) switch
    {
        0 => Text("prefix", ["o", "t", "1"]),
        1 => Text("regex", valuePatterns),
        2 => [],
        _ => Text("exact", values[..5]),
    };

    private JsonObject Text(string form, string[] among) => new() { [form] = Of(among) };

    private void Add(JsonObject to, int oneIn, string name, Func<JsonNode> value)
    {
        if (random.Next(oneIn) is 0)
        {
            to[name] = value();
        }
    }

    private string Of(string[] choices) => choices[random.Next(choices.Length)];

    private static JsonObject Document(string kind, string name, JsonObject spec) => new()
    {
        ["apiVersion"] = Networking,
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "istio-system" },
        ["spec"] = spec,
    };

    private static string Documents(IEnumerable<JsonObject> documents) =>
        string.Join("\n---\n", documents.Select(document => document.ToJsonString(Indented)));

    private static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };
}
