using System.Net;
using System.Net.Sockets;

namespace GatewayPipeline.Cli.Tests;

/// <summary>What nobody may read in a pipeline's log: seeded everywhere, and looked for in all that is printed.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class SecretOutputTests : IDisposable
{
    private const string Seed = "c2VlZGVkLXNlY3JldC1zZWVkZWQtc2VjcmV0LXNlZWRlZA";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("publish", "--from", "TREE", "--channel", "edge", "--keys", "KEYS")]
    [InlineData("cosign", "--from", "TREE", "--channel", "edge", "--keys", "KEYS")]
    [InlineData("resign", "--channel", "edge", "--keys", "KEYS")]
    [InlineData("rollback", "--channel", "edge", "--keys", "KEYS")]
    [InlineData("promote", "--channel", "edge", "--keys", "KEYS")]
    [InlineData("prune", "--keys", "KEYS")]
    [InlineData("status", "--channel", "edge")]
    [InlineData("verify", "--channel", "edge", "--trust", "KEYS/1.root.json")]
    public async Task A_stores_signature_is_in_nothing_that_a_command_prints(string command, params string[] arguments)
    {
        folder.Write("tree/shop.yaml", Manifests.Shop);
        await Gwp.RunAsync("keys", "init", folder.At("keys"));
        string[] told =
        [
            command,
            .. arguments.Select(word => word.Replace("TREE", folder.At("tree"), StringComparison.Ordinal)
                .Replace("KEYS", folder.At("keys"), StringComparison.Ordinal)),
        ];
        List<string> addresses =
        [
            $"http://somebody@127.0.0.1:{ClosedPort()}/container?sv=2024-11-04&sig={Seed}",
            $"azure:container?sig={Seed}",
            .. command is "publish" or "verify" or "prune"
                ? (string[])[$"http://127.0.0.1:{ClosedPort()}/account/container?sv=2024-11-04&sp=rwdl&sig={Seed}"]
                : [],
        ];
        foreach (var address in addresses)
        {
            var result = await Gwp.RunAsync([.. told, "--store", address]);

            Assert.NotEqual(0, result.ExitCode);
            Assert.NotEmpty(result.Error);
            Assert.DoesNotContain(Seed[..16], result.Out + result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_is_in_nothing_that_is_printed_or_stored()
    {
        folder.Write("tree/shop.yaml", Manifests.Shop);
        var printed = "";
        await RunAsync("keys", "init", folder.At("keys"));
        await RunAsync("publish", "--from", folder.At("tree"), "--channel", "edge", "--store", folder.At("store"), "--keys", folder.At("keys"));
        await RunAsync("keys", "rotate", folder.At("keys"), "channel");
        await RunAsync("keys", "sign-root", folder.At("keys"));
        await RunAsync("keys", "show", folder.At("keys"));
        await RunAsync("resign", "--channel", "edge", "--store", folder.At("store"), "--keys", folder.At("keys"));
        await RunAsync("verify", "--channel", "edge", "--store", folder.At("store"), "--trust", folder.At("keys/1.root.json"));
        foreach (var file in Directory.GetFiles(folder.At("keys"), "*.key.pem"))
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
            await RunAsync("publish", "--from", folder.At("tree"), "--channel", "edge", "--store", folder.At("store"), "--keys", folder.At("keys"));
        }

        var keys = Directory.GetFiles(folder.At("keys"), "*.key.pem").Select(file => File.ReadAllLines(file)[1]).ToList();
        var stored = Directory.GetFiles(folder.At("store"), "*", SearchOption.AllDirectories)
            .Select(file => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)));

        Assert.Equal(4, keys.Count);
        Assert.All(keys, key => Assert.DoesNotContain(key, printed, StringComparison.Ordinal));
        Assert.All(stored, text => Assert.All(keys, key => Assert.DoesNotContain(key, text, StringComparison.Ordinal)));

        async Task RunAsync(params string[] arguments)
        {
            var result = await Gwp.RunAsync(arguments);
            printed += result.Out + result.Error;
        }
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
