using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests;

/// <summary>The same manifests give the same bytes, whatever else is different about files and machine.</summary>
public sealed class ReproducibilityTests : IDisposable
{
    private readonly Workspace workspace = new();

    [Fact]
    public async Task Two_processes_make_the_same_bytes()
    {
        workspace.Copy("samples/coolstore", "tree");

        await BuildAsync("tree", "one.tar.gz");
        await BuildAsync("tree", "two.tar.gz");

        Assert.Equal(Bytes("one.tar.gz"), Bytes("two.tar.gz"));
    }

    [Fact]
    public async Task Locale_time_zone_and_folder_do_not_matter()
    {
        workspace.Copy("samples/coolstore", "tree");
        workspace.Copy("samples/coolstore", "somewhere/else/tree");

        await BuildAsync("tree", "one.tar.gz", new() { ["LC_ALL"] = "C", ["TZ"] = "UTC" });
        await BuildAsync(
            "somewhere/else/tree",
            "two.tar.gz",
            new() { ["LC_ALL"] = "tr_TR.UTF-8", ["TZ"] = "Pacific/Chatham", ["HOME"] = "/" });

        Assert.Equal(Bytes("one.tar.gz"), Bytes("two.tar.gz"));
    }

    [Fact]
    public async Task Names_and_order_of_files_and_comments_do_not_matter()
    {
        workspace.Copy("samples/coolstore", "tree");
        var documents = Directory.EnumerateFiles(workspace.At("tree"))
            .SelectMany(file => File.ReadAllText(file).Split("\n---\n"))
            .ToArray();
        workspace.Write("joined/all.yml", string.Join("\n---\n# once more\n", documents));
        foreach (var (index, document) in documents.Reverse().Index())
        {
            workspace.Write($"apart/{index}/{(char)('z' - index)}.yaml", $"# number {index}\n{document}\n# the end\n");
        }

        await BuildAsync("tree", "one.tar.gz");
        await BuildAsync("joined", "two.tar.gz");
        await BuildAsync("apart", "three.tar.gz");

        Assert.Equal(Bytes("one.tar.gz"), Bytes("two.tar.gz"));
        Assert.Equal(Bytes("one.tar.gz"), Bytes("three.tar.gz"));
    }

    [Fact]
    public async Task Another_route_makes_other_bytes()
    {
        workspace.Copy("samples/coolstore", "tree");
        await BuildAsync("tree", "one.tar.gz");

        var route = File.ReadAllText(workspace.At("tree/apigateway.yaml"));
        var other = route.Replace("host: apigateway", "host: catalog", StringComparison.Ordinal);
        workspace.Write("tree/apigateway.yaml", other);
        await BuildAsync("tree", "two.tar.gz");

        Assert.NotEqual(Bytes("one.tar.gz"), Bytes("two.tar.gz"));
    }

    public void Dispose() => workspace.Dispose();

    private async Task BuildAsync(string tree, string bundle, Dictionary<string, string?>? environment = null)
    {
        var (exitCode, output) = await Child.RunAsync(
            Programs.Gwp, ["build", tree, "--out", workspace.At(bundle)], workspace.Root, environment);

        Assert.True(exitCode is 0, output);
    }

    private string Bytes(string bundle) => Convert.ToHexString(File.ReadAllBytes(workspace.At(bundle)));
}
