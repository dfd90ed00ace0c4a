namespace GatewayPipeline.Cli.Tests.Commands;

/// <summary>Trees with several Fleets, and with a platform's own source.</summary>
public sealed class FleetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("build")]
    [InlineData("route", "http://shop.example/")]
    [InlineData("inspect", "routes")]
    [InlineData("up")]
    public async Task A_command_for_one_Fleet_has_to_be_told_which(params string[] command)
    {
        var tree = WriteTree("edge-eu", "edge-us");

        var result = await Gwp.RunAsync([.. command, tree]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("name one of them with --fleet (edge-eu, edge-us)", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_is_for_the_Fleet_that_is_named()
    {
        var tree = WriteTree("edge-eu", "edge-us");

        var listeners = await Gwp.RunAsync("inspect", "listeners", tree, "--fleet", "edge-us");

        Assert.Equal(0, listeners.ExitCode);
        Assert.Contains("8080", listeners.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_Fleets_are_checked_and_a_finding_of_several_is_told_once()
    {
        var tree = WriteTree("edge-eu", "edge-us");
        folder.Write(
            "tree/broken.yaml",
            Manifests.VirtualService.Replace("name: shop", "name: other", StringComparison.Ordinal)
                .Replace("host: cart", "host: nobody", StringComparison.Ordinal));
        var destinations = Manifests.VirtualService.Split("host: cart").Length - 1;

        var result = await Gwp.RunAsync("check", tree);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(2, destinations);
        Assert.Equal(destinations, result.Out.Split("GWP2002").Length - 1);
    }

    [Theory]
    [InlineData("edge-asia", "the Fleets are edge-eu, edge-us", "edge-eu", "edge-us")]
    [InlineData("edge-asia", "there is no Fleet, so leave --fleet out")]
    public async Task A_Fleet_that_is_not_there_is_wrong_usage(string name, string reason, params string[] fleets)
    {
        var result = await Gwp.RunAsync("check", WriteTree(fleets), "--fleet", name);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"--fleet {name}: {reason}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_platform_a_grant_among_the_manifests_does_not_count()
    {
        var tree = WriteTree();
        folder.Write("tree/mine.yaml", Ownership("shop"));
        folder.Write("platform/owners.yaml", Ownership("sales"));
        var platform = Path.Combine(folder.Path, "platform");

        var result = await Gwp.RunAsync("check", tree, "--platform", platform);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("GWP4106", result.Out, StringComparison.Ordinal);
        Assert.Contains("GWP4201", result.Out, StringComparison.Ordinal);
        Assert.Contains($"platform:{platform}/owners.yaml:", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_that_is_not_there_is_a_broken_world()
    {
        var result = await Gwp.RunAsync("check", WriteTree(), "--platform", Path.Combine(folder.Path, "nowhere"));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("there is no such folder", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_channel_is_that_of_the_Fleet_unless_one_is_named()
    {
        var tree = WriteTree("edge-eu", "edge-us");
        var (keys, store) = (Path.Combine(folder.Path, "keys"), Path.Combine(folder.Path, "store"));
        Assert.Equal(0, (await Gwp.RunAsync("keys", "init", keys)).ExitCode);
        string[] publish = ["publish", "--from", tree, "--store", store, "--keys", keys];

        Assert.Equal(0, (await Gwp.RunAsync([.. publish, "--fleet", "edge-us"])).ExitCode);
        Assert.Equal(0, (await Gwp.RunAsync([.. publish, "--fleet", "edge-us", "--channel", "trial"])).ExitCode);
        var status = await Gwp.RunAsync("status", "--store", store);

        Assert.Contains("edge-us", status.Out, StringComparison.Ordinal);
        Assert.Contains("trial", status.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("edge-eu", status.Out, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private string WriteTree(params string[] fleets)
    {
        folder.Write("tree/shop.yaml", Manifests.Shop);
        foreach (var fleet in fleets)
        {
            folder.Write(
                $"tree/{fleet}.yaml",
                $"apiVersion: gatewaypipeline.dev/v1\nkind: Fleet\nmetadata: {{name: {fleet}}}\n"
                + "spec: {ports: {80: 8080}}\n");
        }

        return Path.Combine(folder.Path, "tree");
    }

    private static string Ownership(string @namespace) =>
        "apiVersion: gatewaypipeline.dev/v1\nkind: HostOwnership\nmetadata: {name: owners, namespace: istio-system}\n"
        + $"spec: {{rules: [{{hosts: [\"*\"], namespace: {@namespace}, allowWildcard: true}}]}}\n";
}
