using System.Text.Json;

namespace GatewayPipeline.Cli.Tests.Commands;

public sealed class CheckTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Sound_manifests_end_with_zero_and_a_summary()
    {
        folder.Write("shop.yaml", Manifests.Shop);

        var result = await Gwp.RunAsync("check", folder.Path);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("0 errors, 0 warnings, 0 infos in 3 manifests\n", result.Out);
    }

    [Fact]
    public async Task A_finding_shows_its_line_and_ends_with_one()
    {
        var file = folder.Write("web.yaml", Manifests.DuplicateKey);

        var result = await Gwp.RunAsync("check", folder.Path);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{file}:3:1: error GWP", result.Out, StringComparison.Ordinal);
        Assert.Contains("\n    kind: Gateway\n    ^^^^\n", result.Out, StringComparison.Ordinal);
        Assert.Contains($"{file}:2:1", result.Out, StringComparison.Ordinal);
        Assert.Matches(@"\n[1-9]\d* errors?, \d+ warnings?, \d+ infos? in \d+ manifests?\n$", result.Out);
        Assert.DoesNotContain('\u001b', result.Out);
    }

    [Fact]
    public async Task Json_has_the_shape_that_was_promised()
    {
        folder.Write("web.yaml", Manifests.DuplicateKey);

        var result = await Gwp.RunAsync("check", folder.Path, "-o", "json");

        Assert.Equal(1, result.ExitCode);
        using var json = JsonDocument.Parse(result.Out);
        var finding = json.RootElement.GetProperty("findings")[0];
        string[] expected =
        [
            "code", "aliases", "stage", "severity", "message", "file", "line", "column", "endLine", "endColumn",
                "resource",
            "related", "help",
        ];
        Assert.Equal(expected, finding.EnumerateObject().Select(property => property.Name));
        Assert.Equal(3, finding.GetProperty("line").GetInt32());
        Assert.Equal("syntax", finding.GetProperty("stage").GetString());
        Assert.Equal("error", finding.GetProperty("severity").GetString());
        Assert.Equal(2, finding.GetProperty("related")[0].GetProperty("line").GetInt32());
        Assert.Equal(
            (string[])["errors", "warnings", "infos", "manifests"],
            json.RootElement.GetProperty("summary").EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task A_folder_brings_its_own_file_of_suppressions()
    {
        const string Widget = "apiVersion: apps/v1\nkind: Widget\nmetadata: {name: w}\n";
        folder.Write("one/shop.yaml", Manifests.Shop);
        folder.Write("one/widget.yaml", Widget);
        folder.Write("one/.gwpsuppress", "GWP1033 widget.yaml passed over on purpose\n");

        var silenced = await Gwp.RunAsync("check", folder.At("one"));
        var ofAnotherRoot = await Gwp.RunAsync("check", folder.Path);

        Assert.Equal("0 errors, 0 warnings, 0 infos in 3 manifests\n", silenced.Out);
        Assert.Contains("1 info in 3 manifests", ofAnotherRoot.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dash_reads_standard_input()
    {
        var sound = await Gwp.RunAsync(["check", "-"], Manifests.Shop);
        var unsound = await Gwp.RunAsync(["check", "-"], Manifests.DuplicateKey);

        Assert.Equal(0, sound.ExitCode);
        Assert.Contains("in 3 manifests", sound.Out, StringComparison.Ordinal);
        Assert.Equal(1, unsound.ExitCode);
        Assert.Contains("stdin:3:1: error", unsound.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_folders_are_one_tree()
    {
        folder.Write("gateways/web.yaml", Manifests.Gateway);
        folder.Write("services/cart.yaml", Manifests.Service);
        folder.Write("routes/shop.yaml", Manifests.VirtualService);

        var together = await Gwp.RunAsync(
            "check", folder.At("gateways"), folder.At("services"), folder.At("routes/shop.yaml"));
        var apart = await Gwp.RunAsync("check", folder.At("gateways"), folder.At("routes"));

        Assert.Equal(0, together.ExitCode);
        Assert.Equal(1, apart.ExitCode);
        Assert.Contains(folder.At("routes/shop.yaml"), apart.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Colour_is_for_terminals()
    {
        folder.Write("web.yaml", Manifests.DuplicateKey);

        var coloured = await Gwp.RunAsync(["check", folder.Path], hasColour: true);
        var plain = await Gwp.RunAsync("check", folder.Path);

        Assert.Contains("\u001b[1;31merror\u001b[0m", coloured.Out, StringComparison.Ordinal);
        Assert.Equal(plain.Out, System.Text.RegularExpressions.Regex.Replace(coloured.Out, "\u001b\\[[0-9;]*m", ""));
    }

    [Fact]
    public async Task Verbose_names_what_is_no_manifest()
    {
        folder.Write("shop.yaml", Manifests.Shop);
        folder.Write("ci.yaml", "stages: [build, test]\n");

        var quiet = await Gwp.RunAsync("check", folder.Path);
        var verbose = await Gwp.RunAsync("check", folder.Path, "-v");

        Assert.DoesNotContain("ci.yaml", quiet.Out + quiet.Error, StringComparison.Ordinal);
        Assert.Contains("ci.yaml", verbose.Error, StringComparison.Ordinal);
        Assert.Equal(quiet.Out, verbose.Out);
    }

    public void Dispose() => folder.Dispose();
}
