using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Cli.Tests.Preview;

/// <summary>The preview gateway, fed over the discovery protocol and asked over loopback.</summary>
public class PreviewGatewayTests
{
    [Fact]
    public async Task Routes_redirects_and_answers_404_without_a_body()
    {
        await using var scene = await PreviewScene.StartAsync();
        Assert.Null(await scene.ServeAsync(Manifests.Shop));

        using var forwarded = await scene.AskAsync("/page?a=%2F");
        using var redirected = await scene.AskAsync("/old/x");
        using var unknown = await scene.AskAsync("/", host: "other.example");

        Assert.Equal("cart.shop", forwarded.Headers.GetValues("x-echo-backend").Single());
        Assert.Equal("gwp-preview", forwarded.Headers.Server.ToString());
        Assert.Equal("/page?a=%2F", await EchoedAsync(forwarded, "path"));
        Assert.Equal("shop.example", await EchoedAsync(forwarded, "host"));
        Assert.Equal(HttpStatusCode.MovedPermanently, redirected.StatusCode);
        Assert.Equal("http://shop.example/new", redirected.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Empty(await unknown.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Asks_as_Envoy_asks_and_says_who_it_is()
    {
        await using var scene = await PreviewScene.StartAsync();

        var clusters = await scene.Agent.AskedAsync(TypeUrls.Cluster);
        var sent = await scene.ResourcesAsync(Manifests.Shop);
        var nonce = scene.Agent.Send(TypeUrls.Cluster, sent.Where(resource => resource.TypeUrl == TypeUrls.Cluster));
        var endpoints = await scene.Agent.AskedAsync(TypeUrls.ClusterLoadAssignment);

        Assert.Equal("gwp-preview", clusters.Node.UserAgentName);
        Assert.Equal("test", clusters.Node.Id);
        Assert.Equal(["outbound|8080||cart.shop.svc.cluster.local"], endpoints.ResourceNamesSubscribe);
        Assert.False(
            scene.Agent.IsAnswered(nonce), "clusters are acknowledged when their endpoints are known, not before");

        await scene.Agent.SendAsync(
            TypeUrls.ClusterLoadAssignment, sent.Where(resource => resource.TypeUrl == TypeUrls.ClusterLoadAssignment));

        Assert.Null(await scene.Agent.Answer(nonce));
        await scene.Agent.AskedAsync(TypeUrls.Listener);
    }

    [Fact]
    public async Task Clusters_that_come_before_the_former_ones_are_warm_are_answered_too()
    {
        await using var scene = await PreviewScene.StartAsync();
        var sent = await scene.ResourcesAsync(Weighted);
        var clusters = sent.Where(resource => resource.TypeUrl == TypeUrls.Cluster).ToList();

        var first = scene.Agent.Send(TypeUrls.Cluster, clusters[..1]);
        var second = scene.Agent.Send(TypeUrls.Cluster, clusters[1..]);
        scene.Agent.Send(
            TypeUrls.ClusterLoadAssignment, sent.Where(resource => resource.TypeUrl == TypeUrls.ClusterLoadAssignment));

        Assert.Equal(2, clusters.Count);
        Assert.Null(await scene.Agent.Answer(first));
        Assert.Null(await scene.Agent.Answer(second));
    }

    [Fact]
    public async Task Speaks_HTTP2_without_TLS_on_the_same_port()
    {
        await using var scene = await PreviewScene.StartAsync();
        Assert.Null(await scene.ServeAsync(Manifests.Shop));

        using var second = await scene.AskAsync("/", version: HttpVersion.Version20);
        using var first = await scene.AskAsync("/", version: HttpVersion.Version11);

        Assert.Equal(HttpVersion.Version20, second.Version);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_refused_in_Envoys_words_and_the_rest_goes_on()
    {
        await using var scene = await PreviewScene.StartAsync();
        Assert.Null(await scene.ServeAsync(Manifests.Shop));
        using var squatter = new TcpListener(IPAddress.Loopback, scene.OtherPort);
        squatter.Start();
        var second = Manifests.Gateway.Replace("name: web,", "name: second,", StringComparison.Ordinal)
            .Replace("number: 80", "number: 81", StringComparison.Ordinal);

        var refusal = await scene.ServeAsync(Manifests.Shop + "---\n" + second);

        Assert.Equal(
            $"Error adding/updating listener(s) 0.0.0.0_81: cannot bind '127.0.0.1:{scene.OtherPort}': Address already in use", refusal);
        using var answer = await scene.AskAsync("/");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_new_listener_opens_and_a_removed_one_closes_without_touching_the_other()
    {
        await using var scene = await PreviewScene.StartAsync();
        Assert.Null(await scene.ServeAsync(Manifests.Shop));
        var second = Manifests.Gateway.Replace("name: web,", "name: second,", StringComparison.Ordinal)
            .Replace("number: 80", "number: 81", StringComparison.Ordinal);

        Assert.Null(await scene.ServeAsync(Manifests.Shop + "---\n" + second));
        using var opened = await scene.AskAsync("/", port: scene.OtherPort);
        Assert.Null(await scene.ServeAsync(Manifests.Shop));

        Assert.Equal(HttpStatusCode.NotFound, opened.StatusCode);
        using var fresh = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() =>
            fresh.ConnectAsync(IPAddress.Loopback, scene.OtherPort, TestContext.Current.CancellationToken).AsTask());
        using var still = await scene.AskAsync("/");
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    public async Task Weights_share_the_requests_out_and_a_mirror_changes_nothing()
    {
        await using var scene = await PreviewScene.StartAsync();
        Assert.Null(await scene.ServeAsync(Weighted));

        var backends = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            using var answer = await scene.AskAsync("/", method: HttpMethod.Get);
            backends.Add(answer.Headers.GetValues("x-echo-backend").Single());
        }

        Assert.InRange(backends.Count(backend => backend == "cart.shop/v1"), 60, 95);
        Assert.InRange(backends.Count(backend => backend == "cart.shop/v2"), 5, 40);
    }

    [Fact]
    public async Task Headers_rewrites_and_direct_answers_are_carried_out()
    {
        await using var scene = await PreviewScene.StartAsync();
        Assert.Null(await scene.ServeAsync(Rewriting));

        using var rewritten = await scene.AskAsync("/api/items?x=1");
        using var direct = await scene.AskAsync("/teapot");

        Assert.Equal("/v2/items?x=1", await EchoedAsync(rewritten, "path"));
        Assert.Equal("internal.example", await EchoedAsync(rewritten, "host"));
        using var json = JsonDocument.Parse(
            await rewritten.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("one", json.RootElement.GetProperty("headers").GetProperty("x-added").GetString());
        Assert.False(json.RootElement.GetProperty("headers").TryGetProperty("user-agent", out _));
        Assert.Equal("yes", rewritten.Headers.GetValues("x-answered").Single());
        Assert.Equal((HttpStatusCode)418, direct.StatusCode);
        Assert.Equal("short and stout", await direct.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task No_failed_request_while_routes_change_and_the_agent_comes_and_goes()
    {
        await using var scene = await PreviewScene.StartAsync();
        Assert.Null(await scene.ServeAsync(Manifests.Shop));
        using var ending = new CancellationTokenSource();
        var asked = 0;
        var asking = Task.Run(async () =>
        {
            while (!ending.IsCancellationRequested)
            {
                using var answer = await scene.AskAsync("/");
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                asked++;
            }
        }, TestContext.Current.CancellationToken);

        for (var i = 0; i < 20; i++)
        {
            Assert.Null(await scene.ServeAsync(i % 2 == 0 ? Weighted : Manifests.Shop));
        }

        await scene.RestartAgentAsync();
        await ending.CancelAsync();
        await asking;
        Assert.True(asked > 20, $"only {asked} requests were made");
    }

    [Fact]
    public async Task Comes_back_to_an_agent_naming_what_it_holds()
    {
        await using var scene = await PreviewScene.StartAsync();
        Assert.Null(await scene.ServeAsync(Manifests.Shop));

        await scene.RestartAgentAsync();
        var again = await scene.Agent.AskedAsync(TypeUrls.Cluster);

        Assert.Equal(["outbound|8080||cart.shop.svc.cluster.local"], again.InitialResourceVersions.Keys);
        await scene.Agent.AskedAsync(TypeUrls.Listener);
        using var answer = await scene.AskAsync("/");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task An_endpoint_that_is_not_there_is_503_in_Envoys_words()
    {
        await using var scene = await PreviewScene.StartAsync();
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        Assert.Null(await scene.ServeAsync(
            Manifests.Shop + "---\n" + Slice.Replace("PORT", $"{port}", StringComparison.Ordinal)));

        using var answer = await scene.AskAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.StartsWith(
            "upstream connect error or disconnect/reset before headers. retried and the latest reset reason: remote connection failure",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    private const string Slice = """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: { name: cart-1, namespace: shop, labels: { kubernetes.io/service-name: cart } }
        addressType: IPv4
        endpoints: [{ addresses: [127.0.0.1] }]
        ports: [{ name: http, port: PORT }]
        """;

    private static string Weighted { get; } = string.Join("\n---\n", Manifests.Gateway, Manifests.Service, """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: { name: cart, namespace: shop }
        spec:
          host: cart
          subsets:
          - { name: v1, labels: { version: v1 } }
          - { name: v2, labels: { version: v2 } }
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: { name: shop, namespace: shop }
        spec:
          hosts: ["shop.example"]
          gateways: [web]
          http:
          - route:
            - destination: { host: cart, subset: v1, port: { number: 8080 } }
              weight: 80
            - destination: { host: cart, subset: v2, port: { number: 8080 } }
              weight: 20
            mirror: { host: cart, subset: v2, port: { number: 8080 } }
        """) + "\n";

    private static string Rewriting { get; } = string.Join("\n---\n", Manifests.Gateway, Manifests.Service, """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: { name: shop, namespace: shop }
        spec:
          hosts: ["shop.example"]
          gateways: [web]
          http:
          - match: [{ uri: { exact: /teapot } }]
            directResponse: { status: 418, body: { string: short and stout } }
          - match: [{ uri: { prefix: /api/ } }]
            rewrite: { uri: /v2/, authority: internal.example }
            headers:
              request: { add: { x-added: one }, remove: [user-agent] }
              response: { set: { x-answered: "yes" } }
            route:
            - destination: { host: cart, port: { number: 8080 } }
        """) + "\n";

    private static async Task<string?> EchoedAsync(HttpResponseMessage response, string property)
    {
        using var json = JsonDocument.Parse(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        return json.RootElement.GetProperty(property).GetString();
    }
}
