using System.Text.Json;

namespace GatewayPipeline.Cli.Tests.Commands;

public sealed class InspectTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public InspectTests() => folder.Write("shop/shop.yaml", Manifests.Shop);

    private string Shop => folder.At("shop");

    [Fact]
    public async Task Listeners_look_as_istioctl_prints_them() => Assert.Equal(
        """
        ADDRESSES PORT MATCH DESTINATION
        0.0.0.0   80   ALL   Route: http.80

        """,
        (await Gwp.RunAsync("inspect", "listeners", Shop)).Out);

    [Fact]
    public async Task Routes_look_as_istioctl_prints_them() => Assert.Equal(
        """
        NAME        VHOST NAME          DOMAINS          MATCH         VIRTUAL SERVICE
        http.80     shop.example:80     shop.example     /old*         shop.shop
        http.80     shop.example:80     shop.example     /checkout     shop.shop
        http.80     shop.example:80     shop.example     /*            shop.shop

        """,
        (await Gwp.RunAsync("inspect", "routes", Shop)).Out);

    [Fact]
    public async Task A_gateway_without_routes_shows_its_blackhole()
    {
        folder.Write("bare/web.yaml", Manifests.Gateway);

        var result = await Gwp.RunAsync("inspect", "routes", folder.At("bare"));

        Assert.Contains(
            "http.80     blackhole:80     *           /*        404\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wide_routes_show_destination_and_timeout()
    {
        var result = await Gwp.RunAsync("inspect", "routes", Shop, "-o", "wide");

        Assert.Contains("outbound|8080||cart.shop.svc.cluster.local     3s\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("redirect", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clusters_look_as_istioctl_prints_them() => Assert.Equal(
        """
        SERVICE FQDN                    PORT     SUBSET     DIRECTION     TYPE           DESTINATION RULE
        cart.shop.svc.cluster.local     8080     -          outbound      STRICT_DNS

        """,
        (await Gwp.RunAsync("inspect", "clusters", Shop)).Out);

    [Fact]
    public async Task Endpoints_show_address_and_cluster() => Assert.Contains(
        "cart.shop.svc.cluster.local:8080     HEALTHY     OK                outbound|8080||cart.shop.svc.cluster.local\n",
        (await Gwp.RunAsync("inspect", "endpoints", Shop)).Out,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("listeners")]
    [InlineData("routes")]
    [InlineData("clusters")]
    [InlineData("endpoints")]
    public async Task Json_is_Envoys_and_a_name_narrows_it_down(string kind)
    {
        var all = await Gwp.RunAsync("inspect", kind, Shop, "-o", "json");
        using var json = JsonDocument.Parse(all.Out);
        var first = json.RootElement[0];
        var name = first.GetProperty(kind is "endpoints" ? "clusterName" : "name").GetString() ?? "";

        var one = await Gwp.RunAsync("inspect", kind, Shop, "-o", "json", "--name", name);
        var none = await Gwp.RunAsync("inspect", kind, Shop, "-o", "json", "--name", "nothing");

        Assert.Equal(1, json.RootElement.GetArrayLength());
        Assert.Equal(all.Out, one.Out);
        Assert.Equal("[]\n", none.Out);
    }

    [Fact]
    public async Task Yaml_says_the_same_as_json()
    {
        var yaml = await Gwp.RunAsync("inspect", "routes", Shop, "-o", "yaml");

        Assert.Contains("name: http.80\n", yaml.Out, StringComparison.Ordinal);
        Assert.Contains("timeout: 3s\n", yaml.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("{\"", yaml.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bootstrap_is_json_with_holes()
    {
        var result = await Gwp.RunAsync("inspect", "bootstrap", Shop);

        using var json = JsonDocument.Parse(result.Out);
        Assert.Contains("{{node.id}}", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_bundle_is_said_to_be_none()
    {
        File.WriteAllBytes(folder.At("broken.tar.gz"), [0x1f, 0x8b, 8, 0, 0]);

        var result = await Gwp.RunAsync("inspect", "routes", folder.At("broken.tar.gz"));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("broken.tar.gz cannot be opened", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
