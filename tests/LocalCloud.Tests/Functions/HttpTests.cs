using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace GatewayPipeline.LocalCloud.Tests.Functions;

/// <summary>Functions that answer requests.</summary>
public sealed class HttpTests(StorageAccount account)
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_is_forwarded_as_it_came_and_so_is_the_answer()
    {
        await using var app = new TestApp(account);
        app.AddHttpFunction("Webhook", """, "route": "webhooks/{source}", "methods": ["post"] """);
        await app.StartAsync();
        byte[] body = [0, 1, 2, 255];
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(app.Running.Address, "api/webhooks/github?a=1&b=%20x"))
        {
            Content = new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } },
            Headers = { { "X-Hub-Signature-256", "sha256=00" }, { "X-Azure-Functions-InvocationId", "forged" } },
        };

        using var answer = await Client.SendAsync(request, Cancellation);

        Assert.Equal(418, (int)answer.StatusCode);
        Assert.Equal("yes", answer.Headers.GetValues("X-Answer").Single());
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(body, await answer.Content.ReadAsByteArrayAsync(Cancellation));
        var seen = Assert.Single(app.Requests);
        Assert.Equal("POST /api/webhooks/github?a=1&b=%20x", $"{seen["method"]} {seen["url"]}");
        Assert.Equal(Convert.ToBase64String(body), $"{seen["body"]}");
        Assert.Equal("sha256=00", $"{seen["headers"]!["x-hub-signature-256"]}");
        Assert.Equal("application/json", $"{seen["headers"]!["content-type"]}");
        Assert.Equal(app.Running.Address.Authority, $"{seen["headers"]!["host"]}");
        Assert.True(Guid.TryParse($"{seen["headers"]!["x-azure-functions-invocationid"]}", out _));
    }

    [Fact]
    public async Task Forwarding_follows_no_redirect()
    {
        await using var app = new TestApp(account);
        app.AddHttpFunction("redirect");
        await app.StartAsync();

        using var answer = await Client.GetAsync(new Uri(app.Running.Address, "api/redirect"), Cancellation);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/api/elsewhere", $"{answer.Headers.Location}");
    }

    [Theory]
    [InlineData("enableForwardingHttpRequest", "")]
    [InlineData("enableProxyingHttpRequest", "Y2h1bmtlZA==")]
    public async Task A_body_that_does_not_say_its_length_is_passed_on_only_by_proxying(string mode, string expected)
    {
        await using var app = new TestApp(account);
        app.HostJson["customHandler"]![mode] = true;
        app.AddHttpFunction("Webhook");
        await app.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app.Running.Address, "api/Webhook"))
        {
            Content = new StringContent("chunked"),
            Headers = { TransferEncodingChunked = true },
        };

        using var answer = await Client.SendAsync(request, Cancellation);

        Assert.Equal(expected, $"{Assert.Single(app.Requests)["body"]}");
    }

    [Fact]
    public async Task Proxying_gives_the_answer_while_it_comes()
    {
        await using var app = new TestApp(account);
        app.HostJson["customHandler"]!["enableProxyingHttpRequest"] = true;
        app.AddHttpFunction("stream");
        await app.StartAsync();

        using var answer = await Client.GetAsync(
            new Uri(app.Running.Address, "api/stream"), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var body = await answer.Content.ReadAsStreamAsync(Cancellation);
        var began = TimeProvider.System.GetTimestamp();
        var first = new byte[5];
        await body.ReadExactlyAsync(first, Cancellation);

        Assert.Equal("first", Encoding.ASCII.GetString(first));
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMilliseconds(900));
        using var rest = new StreamReader(body);
        Assert.Equal("second", await rest.ReadToEndAsync(Cancellation));
    }

    [Fact]
    public async Task Only_the_route_and_the_methods_that_are_written_lead_to_a_function()
    {
        await using var app = new TestApp(account);
        app.HostJson["extensions"]!["http"] = new JsonObject { ["routePrefix"] = "api/v1" };
        app.AddHttpFunction("Webhook", """, "route": "hooks/{source:length(2,10)}", "methods": ["POST"] """);
        app.AddHttpFunction("Plain", """, "methods": ["get"] """);
        await app.StartAsync();

        Assert.Equal(418, await AskAsync(app, HttpMethod.Post, "api/v1/hooks/gitea"));
        Assert.Equal(404, await AskAsync(app, HttpMethod.Get, "api/v1/hooks/gitea"));
        Assert.Equal(404, await AskAsync(app, HttpMethod.Post, "api/v1/hooks/g"));
        Assert.Equal(404, await AskAsync(app, HttpMethod.Post, "api/hooks/gitea"));
        Assert.Equal(418, await AskAsync(app, HttpMethod.Get, "api/v1/plain"));
    }

    [Fact]
    public async Task A_function_that_is_not_anonymous_asks_for_the_host_key()
    {
        await using var app = new TestApp(account);
        app.AddHttpFunction("Open", """, "authLevel": "anonymous" """);
        app.AddHttpFunction("Closed");
        await app.StartAsync(options => options with { HostKey = "secret" });

        Assert.Equal(418, await AskAsync(app, HttpMethod.Get, "api/Open"));
        Assert.Equal(401, await AskAsync(app, HttpMethod.Get, "api/Closed"));
        Assert.Equal(401, await AskAsync(app, HttpMethod.Get, "api/Closed?code=wrong"));
        Assert.Equal(418, await AskAsync(app, HttpMethod.Get, "api/Closed?code=secret"));
        Assert.Equal(418, await AskAsync(app, HttpMethod.Get, "api/Closed", "secret"));
        Assert.Equal(401, await AskAsync(app, HttpMethod.Get, "api/Closed", "wrong"));
    }

    [Fact]
    public async Task A_function_with_another_output_is_called_by_an_envelope()
    {
        await using var app = new TestApp(account);
        var queue = await TestQueue.CreateAsync(account, StorageAccount.NewName("out"));
        app.AddHttpFunction("Both", """, "route": "both/{name}" """, $$"""
            , { "name": "message", "type": "queue", "direction": "out", "queueName": "{{queue.Name}}" }
            """);
        await app.StartAsync();
        const string Answer =
            """{"Outputs":{"res":{"statusCode":"201","body":"my world","headers":{"x-a":"b"}},"message":"to: queue"}}""";
        using var content = new StringContent("raw " + Answer);

        using var answer = await Client.PostAsync(
            new Uri(app.Running.Address, "api/both/me?q=1"), content, Cancellation);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("my world", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("b", answer.Headers.GetValues("x-a").Single());
        Assert.Equal(["to: queue"], await queue.PeekAsync());
        var envelope = Assert.Single(app.Requests)["envelope"]!;
        var request = envelope["Data"]!["req"]!;
        Assert.Equal($"{app.Running.Address}api/both/me?q=1", $"{request["Url"]}");
        Assert.Equal("POST", $"{request["Method"]}");
        Assert.Equal("""{"q":"1"}""", request["Query"]!.ToJsonString());
        Assert.Equal("""{"name":"me"}""", request["Params"]!.ToJsonString());
        Assert.Equal("text/plain; charset=utf-8", $"{request["Headers"]!["Content-Type"]![0]}");
        Assert.Equal("raw " + Answer, $"{request["Body"]}");
        Assert.Equal("\"me\"", $"{envelope["Metadata"]!["name"]}");
        Assert.Equal("\"1\"", $"{envelope["Metadata"]!["q"]}");
    }

    [Theory]
    [InlineData("raw {\"Outputs\":{}}", 204, "")]
    [InlineData("raw {\"Outputs\":{\"res\":{\"body\":{\"a\":1}}}}", 200, """{"a":1}""")]
    [InlineData("raw {\"Outputs\":{\"res\":{\"status\":202}}}", 202, "")]
    [InlineData("raw {\"Outputs\":{\"res\":\"{\\\"StatusCode\\\":\\\"301\\\"}\"}}", 301, "")]
    [InlineData("raw {\"Outputs\":{\"res\":\"SomeBlah\"}}", 500, "")]
    [InlineData("raw {\"Outputs\":{\"res\":{\"statusCode\":\"many\"}}}", 500, "")]
    [InlineData("fail", 500, "")]
    public async Task An_http_output_becomes_the_answer(string command, int status, string body)
    {
        await using var app = new TestApp(account);
        app.HostJson["customHandler"]!["enableForwardingHttpRequest"] = false;
        app.AddHttpFunction("Plain");
        await app.StartAsync();
        using var content = new StringContent(command);

        using var answer = await Client.PostAsync(new Uri(app.Running.Address, "api/Plain"), content, Cancellation);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(body, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task<int> AskAsync(TestApp app, HttpMethod method, string path, string? key = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(app.Running.Address, path));
        if (key is not null)
        {
            request.Headers.Add("x-functions-key", key);
        }

        using var answer = await Client.SendAsync(request, Cancellation);

        return (int)answer.StatusCode;
    }
}
