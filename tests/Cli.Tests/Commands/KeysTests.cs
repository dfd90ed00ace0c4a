namespace GatewayPipeline.Cli.Tests.Commands;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class KeysTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Makes_keys_that_only_their_owner_reads()
    {
        var result = await Gwp.RunAsync("keys", "init", folder.At("keys"));

        Assert.Equal(0, result.ExitCode);
        var files = Directory.GetFiles(folder.At("keys"));
        Assert.Contains(files, file => file.EndsWith("root.json", StringComparison.Ordinal));
        Assert.All(files, file => Assert.Contains(file, result.Out, StringComparison.Ordinal));
        Assert.All(
            files.Where(file => !file.EndsWith("root.json", StringComparison.Ordinal)),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task Never_overwrites_keys()
    {
        await Gwp.RunAsync("keys", "init", folder.At("keys"));
        var before = Directory.GetFiles(folder.At("keys")).Select(File.ReadAllText).ToList();

        var result = await Gwp.RunAsync("keys", "init", folder.At("keys"));

        Assert.Equal(3, result.ExitCode);
        Assert.Equal(before, Directory.GetFiles(folder.At("keys")).Select(File.ReadAllText));
    }

    public void Dispose() => folder.Dispose();
}
