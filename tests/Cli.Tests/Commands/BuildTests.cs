using System.Diagnostics;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Cli.Tests.Commands;

public sealed class BuildTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Writes_a_bundle_that_opens_and_prints_its_digest()
    {
        folder.Write("shop/shop.yaml", Manifests.Shop);

        var result = await Gwp.RunAsync("build", folder.At("shop"), "--out", folder.At("shop.tar.gz"));

        Assert.Equal(0, result.ExitCode);
        var opened = Assert.IsType<BundleOpening.Opened>(
            BundleReader.Open(File.ReadAllBytes(folder.At("shop.tar.gz"))));
        Assert.Contains($"digest     {opened.Bundle.ContentDigest}\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("listeners  1\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("routes     3\n", result.Out, StringComparison.Ordinal);
        Assert.Equal(["shop", "shop.tar.gz"], Directory.EnumerateFileSystemEntries(folder.Path)
            .Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Says_where_the_time_went_beside_what_it_always_says()
    {
        folder.Write("a.yaml", Manifests.Shop);

        var usual = await Gwp.RunAsync("build", folder.Path);
        var timed = await Gwp.RunAsync("build", folder.Path, "--timings");

        Assert.Equal(usual.Out, timed.Out);
        string[] stages = ["start", "read", "parse", "check", "bind", "lower", "analyze", "translate", "validate", "freeze", "pack", "all"];
        Assert.All(stages, stage => Assert.Matches($@"(?m)^{stage} +[0-9]+ +[0-9.]+ MiB$", timed.Error));
    }

    [Fact]
    public async Task Standard_input_gives_the_same_digest_as_a_folder()
    {
        folder.Write("a.yaml", Manifests.Shop);

        var fromFolder = await Gwp.RunAsync("build", folder.Path);
        var fromInput = await Gwp.RunAsync(["build", "-"], Manifests.Shop);

        Assert.Equal(fromFolder.Out, fromInput.Out);
    }

    [Fact]
    public async Task Errors_end_with_one_and_write_nothing()
    {
        folder.Write("shop/web.yaml", Manifests.DuplicateKey);

        var result = await Gwp.RunAsync(
            "build", folder.At("shop"), "--out", folder.At("shop.tar.gz"), "--envoy-config", folder.At("envoy.json"));

        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Out);
        Assert.Contains("web.yaml:3:1: error", result.Error, StringComparison.Ordinal);
        Assert.Equal(["shop"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_said_and_leaves_nothing_half()
    {
        folder.Write("shop/shop.yaml", Manifests.Shop);

        var result = await Gwp.RunAsync("build", folder.At("shop"), "--out", folder.At("nowhere/shop.tar.gz"));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("nowhere/shop.tar.gz", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stock_Envoy_accepts_the_configuration()
    {
        var envoy = Environment.GetEnvironmentVariable("ENVOY_PATH");
        Assert.SkipUnless(File.Exists(envoy), "ENVOY_PATH names no Envoy: set it to run this test");
        folder.Write("shop/shop.yaml", Manifests.Shop);
        var built = await Gwp.RunAsync("build", folder.At("shop"), "--envoy-config", folder.At("envoy.json"));
        Assert.Equal(0, built.ExitCode);

        using var process = Process.Start(
            new ProcessStartInfo(envoy, ["--mode", "validate", "-c", folder.At("envoy.json")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        Assert.NotNull(process);
        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, said);
    }

    public void Dispose() => folder.Dispose();
}
