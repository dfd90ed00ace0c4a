using System.Text.Json;

namespace GatewayPipeline.Cli.Tests.Commands;

public sealed class RouteTests : IDisposable
{
    private const string Cart = "outbound|8080||cart.shop.svc.cluster.local";

    private readonly TemporaryFolder folder = new();

    public RouteTests() => folder.Write("shop/shop.yaml", Manifests.Shop);

    private string Shop => folder.At("shop");

    [Fact]
    public async Task Says_the_whole_way_and_why_earlier_routes_did_not_match()
    {
        var result = await Gwp.RunAsync("route", "http://shop.example/checkout?id=1", Shop);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("listener  0.0.0.0_80\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("routes    http.80\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("host      shop.example:80\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("route     number 3, from VirtualService shop.shop\n", result.Out, StringComparison.Ordinal);
        Assert.Contains($"outcome   goes to {Cart}\n", result.Out, StringComparison.Ordinal);
        Assert.Contains(
            "  1. old: path '/checkout' does not start with '/old'\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("  2. checkout: ", result.Out, StringComparison.Ordinal);
        Assert.Contains("':method'", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Method_and_headers_count()
    {
        var result = await Gwp.RunAsync(
            "route", "http://127.0.0.1/checkout", Shop, "--method", "post", "--header", "host=shop.example", "--port",
                "80", "-o", "json");

        using var json = JsonDocument.Parse(result.Out);
        Assert.Equal("forward", json.RootElement.GetProperty("outcome").GetString());
        Assert.Equal(1, json.RootElement.GetProperty("routeIndex").GetInt32());
        Assert.Equal("checkout", json.RootElement.GetProperty("route").GetString());
        Assert.Equal("3s", json.RootElement.GetProperty("timeout").GetString());
        Assert.Equal(Cart, json.RootElement.GetProperty("destinations")[0].GetProperty("cluster").GetString());
    }

    [Fact]
    public async Task A_redirect_tells_where_to()
    {
        var result = await Gwp.RunAsync("route", "shop.example/old/page", Shop);

        Assert.Contains(
            "outcome   redirected (301) to http://shop.example/new\n", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://other.example/", "notFound")]
    [InlineData("http://shop.example:81/", "noConnection")]
    [InlineData("https://shop.example/", "noConnection")]
    public async Task Nobody_there_is_an_answer_too(string url, string outcome)
    {
        var result = await Gwp.RunAsync("route", url, Shop, "-o", "json");

        Assert.Equal(0, result.ExitCode);
        using var json = JsonDocument.Parse(result.Out);
        Assert.Equal(outcome, json.RootElement.GetProperty("outcome").GetString());
        Assert.NotEmpty(json.RootElement.GetProperty("reason").GetString() ?? "");
    }

    [Fact]
    public async Task A_bundle_answers_as_the_folder_does()
    {
        await Gwp.RunAsync("build", Shop, "--out", folder.At("shop.tar.gz"));

        var fromFolder = await Gwp.RunAsync("route", "http://shop.example/checkout", Shop);
        var fromBundle = await Gwp.RunAsync("route", "http://shop.example/checkout", folder.At("shop.tar.gz"));

        Assert.Equal(fromFolder.Out, fromBundle.Out);
    }

    [Fact]
    public async Task A_folder_with_errors_shows_them_and_ends_with_one()
    {
        folder.Write("shop/bad.yaml", Manifests.DuplicateKey);

        var result = await Gwp.RunAsync("route", "http://shop.example/", Shop);

        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Out);
        Assert.Contains("bad.yaml:3:1: error", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
