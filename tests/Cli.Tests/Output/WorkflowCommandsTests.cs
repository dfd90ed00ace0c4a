namespace GatewayPipeline.Cli.Tests.Output;

public sealed class WorkflowCommandsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_finding_is_one_line_with_its_place()
    {
        var file = folder.Write("web.yaml", Manifests.DuplicateKey);

        var result = await Gwp.RunAsync("check", folder.Path, "-o", "github");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            $"::error file={file},line=3,col=1,endColumn=4,title=GWP1012%3A A key is written twice in one mapping::"
            + "key 'kind' appears twice in this mapping; the first one stays%0A",
            result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_manifest_says_cannot_start_a_command()
    {
        folder.Write("a,b:c%.yaml", """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: { name: web }
            spec: { "x\n::error::50%\r": 1 }
            """);

        var result = await Gwp.RunAsync("check", folder.Path, "-o", "github");

        var lines = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1];
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Matches("^::(error|warning|notice) file=[^:]*a%2Cb%3Ac%25.yaml,line=", line));
        Assert.DoesNotContain('\r', result.Out);
    }

    [Fact]
    public async Task An_info_is_a_notice()
    {
        folder.Write("shop.yaml", Manifests.Shop + """
            ---
            apiVersion: apps/v1
            kind: Widget
            metadata: { name: w }
            """);

        var result = await Gwp.RunAsync("check", folder.Path, "-o", "github");

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("::notice file=", result.Out, StringComparison.Ordinal);
    }
}
