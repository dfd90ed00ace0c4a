using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using GatewayPipeline.Cli.Up;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Cli.Tests.Up;

public sealed class EchoUpstreamsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static Destination Cart => new()
    {
        Cluster = "outbound|8080|v2|cart.shop.svc.cluster.local",
        Host = "cart.shop.svc.cluster.local",
        Subset = "v2",
        Port = 8080,
        PortName = "http",
        Protocol = "HTTP",
        Namespace = "shop",
        Name = "cart",
        Labels = ImmutableSortedDictionary.CreateRange(
            [KeyValuePair.Create("app", "cart"), KeyValuePair.Create("version", "v2")]),
        LacksEndpoints = true,
    };

    [Fact]
    public async Task An_echo_tells_who_it_is_and_what_arrived()
    {
        await using var echoes = new EchoUpstreams(folder.At("ports.json"));
        var echo = Assert.Single(await echoes.ServeAsync([Cart], TestContext.Current.CancellationToken));
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, $"http://127.0.0.1:{echo.Port}/a%2Fb?c=d");
        request.Headers.Host = "shop.example";
        request.Headers.Add("x-tried", "yes");
        request.Content = new StringContent("body");

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("cart.shop/v2", response.Headers.GetValues("x-echo-backend").Single());
        using var json = JsonDocument.Parse(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("cart", json.RootElement.GetProperty("service").GetString());
        Assert.Equal("v2", json.RootElement.GetProperty("subset").GetString());
        Assert.Equal("v2", json.RootElement.GetProperty("labels").GetProperty("version").GetString());
        Assert.Equal("PUT", json.RootElement.GetProperty("method").GetString());
        Assert.Equal("/a%2Fb?c=d", json.RootElement.GetProperty("path").GetString());
        Assert.Equal("shop.example", json.RootElement.GetProperty("host").GetString());
        Assert.Equal("yes", json.RootElement.GetProperty("headers").GetProperty("x-tried").GetString());
    }

    [Fact]
    public async Task Http2_destinations_are_spoken_to_in_http2()
    {
        await using var echoes = new EchoUpstreams(folder.At("ports.json"));
        var echo = Assert.Single(
            await echoes.ServeAsync([Cart with { Protocol = "HTTP2" }], TestContext.Current.CancellationToken));
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{echo.Port}/")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_port_stays_the_same_from_one_session_to_the_next()
    {
        int first;
        await using (var echoes = new EchoUpstreams(folder.At("ports.json")))
        {
            first = (await echoes.ServeAsync([Cart], TestContext.Current.CancellationToken))[0].Port;
            Assert.Equal(first, (await echoes.ServeAsync([Cart], TestContext.Current.CancellationToken))[0].Port);
        }

        await using var again = new EchoUpstreams(folder.At("ports.json"));

        Assert.Equal(first, (await again.ServeAsync([Cart], TestContext.Current.CancellationToken))[0].Port);
    }

    [Fact]
    public async Task A_session_that_cannot_compile_resumes_what_the_last_one_lent()
    {
        int first;
        await using (var echoes = new EchoUpstreams(folder.At("ports.json")))
        {
            first = (await echoes.ServeAsync([Cart], TestContext.Current.CancellationToken))[0].Port;
        }

        await using var again = new EchoUpstreams(folder.At("ports.json"));
        await again.ResumeAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient();
        using var response = await client.GetAsync($"http://127.0.0.1:{first}/", TestContext.Current.CancellationToken);

        Assert.Equal("cart.shop/v2", response.Headers.GetValues("x-echo-backend").Single());
    }

    [Fact]
    public async Task Who_has_endpoints_needs_no_echo()
    {
        await using var echoes = new EchoUpstreams(folder.At("ports.json"));

        Assert.Empty(
            await echoes.ServeAsync([Cart with { LacksEndpoints = false }], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("selector: { app: cart }")]
    [InlineData("")]
    public async Task The_compiler_sees_an_echo_as_the_services_endpoint(string selector)
    {
        var service = Manifests.Service.Replace("selector: { app: cart }", selector, StringComparison.Ordinal);
        var tree = ManifestTree.Of(
        [
            new Manifest.Readable(
                "shop.yaml", string.Join("\n---\n", Manifests.Gateway, service, Manifests.VirtualService)),
        ]);
        var before = GatewayCompiler.Compile(tree, new());
        await using var echoes = new EchoUpstreams(folder.At("ports.json"));
        var echo = Assert.Single(await echoes.ServeAsync(before.Destinations, TestContext.Current.CancellationToken));

        var after = GatewayCompiler.Compile(
            EchoManifests.AddTo(tree, [echo]), new() { AllowsLocalUpstreams = true });

        Assert.Empty(after.Diagnostics);
        Assert.NotNull(after.Snapshot);
        var resources = EnvoyResources.Parse(after.Snapshot.Resources);
        var endpoint = Assert.Single(
            resources.Endpoints.SelectMany(cluster => cluster.Endpoints).SelectMany(locality => locality.LbEndpoints));
        Assert.Equal("127.0.0.1", endpoint.Endpoint.Address.SocketAddress.Address);
        Assert.Equal((uint)echo.Port, endpoint.Endpoint.Address.SocketAddress.PortValue);
    }

    public void Dispose() => folder.Dispose();
}
