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

    [Fact]
    public async Task A_key_is_rotated_in_two_steps_each_of_which_says_what_comes_next()
    {
        var keys = folder.At("keys");
        await Gwp.RunAsync("keys", "init", keys);

        var drafted = await Gwp.RunAsync("keys", "rotate", keys, "channel", "--new-epoch");
        Assert.Equal(0, drafted.ExitCode);
        Assert.Contains($"gwp keys sign-root {keys}", drafted.Out, StringComparison.Ordinal);
        Assert.Equal(3, (await Gwp.RunAsync("keys", "rotate", keys, "channel")).ExitCode);
        Assert.Contains(
            "Version 2 is being signed", (await Gwp.RunAsync("keys", "show", keys)).Out, StringComparison.Ordinal);

        var signed = await Gwp.RunAsync(
            "keys", "sign-root", keys, "--key", $"root=exec:openssl dgst -sha256 -sign '{folder.At("keys/root.key.pem")}'");
        Assert.True(signed.ExitCode == 0, signed.Error);
        Assert.Contains("version 2", signed.Out, StringComparison.Ordinal);
        Assert.Contains("version 2, environment default, epoch 2",
            (await Gwp.RunAsync("keys", "show", keys)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_published_is_revoked_by_its_digest()
    {
        var keys = folder.At("keys");
        var digest = $"sha256:{new string('a', 64)}";
        await Gwp.RunAsync("keys", "init", keys);

        Assert.Equal(0, (await Gwp.RunAsync("keys", "revoke", keys, digest)).ExitCode);
        Assert.Equal(0, (await Gwp.RunAsync("keys", "sign-root", keys, "--keys", keys)).ExitCode);

        Assert.Contains($"revoked  {digest}", (await Gwp.RunAsync("keys", "show", keys)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_publishes_signs_with_the_keys_that_it_is_told()
    {
        var (keys, away, store) = (folder.At("keys"), folder.At("away.pem"), folder.At("store"));
        await Gwp.RunAsync("keys", "init", keys);
        File.Move(folder.At("keys/channel.key.pem"), away);
        string[] publish = ["publish", "--from", "-", "--channel", "edge", "--store", store, "--keys", keys];

        Assert.Equal(3, (await Gwp.RunAsync(publish, Manifests.Shop)).ExitCode);
        Assert.Equal(3, (await Gwp.RunAsync(
            [.. publish, "--key", $"channel=exec:openssl dgst -sha256 -sign '{folder.At("keys/release.key.pem")}'"],
            Manifests.Shop)).ExitCode);
        var published = await Gwp.RunAsync(
            [.. publish, "--key", $"channel=exec:openssl dgst -sha256 -sign '{away}'"], Manifests.Shop);

        Assert.True(published.ExitCode == 0, published.Error);
        Assert.True(File.Exists(Path.Combine(store, "trust/1.root.json")));
    }

    [Theory]
    [InlineData(2, "rotate", "DIR", "publisher")]
    [InlineData(2, "sign-root", "DIR", "--key", "root")]
    [InlineData(3, "sign-root", "DIR")]
    [InlineData(3, "revoke", "DIR", "no-such-key")]
    [InlineData(3, "show", "nowhere")]
    public async Task Mistakes_are_explained(int exitCode, params string[] arguments)
    {
        await Gwp.RunAsync("keys", "init", folder.At("keys"));

        var result = await Gwp.RunAsync(
            ["keys", .. arguments.Select(word => word is "DIR" or "nowhere" ? folder.At(word is "DIR" ? "keys" : word) : word)]);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.NotEmpty(result.Error);
    }

    public void Dispose() => folder.Dispose();
}
