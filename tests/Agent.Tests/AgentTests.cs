using System.Text.Json;
using GatewayPipeline.Agent.Tests.Gateways;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Agent.Tests;

/// <summary>The program without a gateway: what it believes, what it says, and how it ends.</summary>
public sealed class AgentTests : IDisposable
{
    private readonly TestChannel channel = new();
    private readonly AgentFolders folders = new();

    private static GatewayConfiguration Any => new GatewayConfiguration().WithListener(8080, "a").WithCluster("a", 1);

    private static GatewayConfiguration Other => new GatewayConfiguration().WithListener(8080, "b").WithCluster("b", 1);

    public void Dispose()
    {
        channel.Dispose();
        folders.Dispose();
    }

    [Fact]
    public async Task Keeps_a_bundle_ready_for_the_gateway_that_has_not_come_yet()
    {
        var head = await channel.PublishAsync(Any);
        await using var agent = AgentProcess.Start(channel, folders);

        var status = await agent.AwaitAsync(each => each.GetProperty("head").ValueKind == JsonValueKind.Object, "a head");

        Assert.Equal("waiting", status.GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, status.GetProperty("active").ValueKind);
        Assert.Equal(head.Bundle.ContentDigest.ToString(), status.GetProperty("head").GetProperty("digest").GetString());
        Assert.Equal(1, status.GetProperty("head").GetProperty("revision").GetInt64());
        Assert.False(status.GetProperty("gateway").GetProperty("connected").GetBoolean());
        Assert.Equal("gw-1", status.GetProperty("gatewayId").GetString());
        Assert.Equal(TestChannel.Name, status.GetProperty("channel").GetString());
        Assert.Null(await agent.BundleAsync());
    }

    [Fact]
    public async Task Believes_no_head_that_another_key_has_signed()
    {
        using var stranger = new TestChannel(channel.Store);
        await stranger.PublishAsync(Any);
        await using var agent = AgentProcess.Start(channel, folders);

        var status = await agent.AwaitAsync(each => each.GetProperty("lastError").ValueKind == JsonValueKind.Object, "an error");

        Assert.Equal(JsonValueKind.Null, status.GetProperty("head").ValueKind);
        Assert.Contains("sign", status.GetProperty("lastError").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(folders.Data, "generations")));
    }

    [Fact]
    public async Task Does_not_go_back_to_an_older_head_even_after_a_restart()
    {
        await channel.PublishAsync(Any);
        var older = await File.ReadAllBytesAsync(channel.HeadPath, TestContext.Current.CancellationToken);
        var newer = await channel.PublishAsync(Other);
        await using (var agent = AgentProcess.Start(channel, folders))
        {
            await agent.AwaitAsync(each => Sequence(each) == newer.Sequence, "the newer head");
            Assert.Equal(0, await agent.TerminateAsync());
        }

        await File.WriteAllBytesAsync(channel.HeadPath, older, TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(folders.Data, "floor.json"));
        await using var again = AgentProcess.Start(channel, folders);

        var status = await again.AwaitAsync(
            each => each.GetProperty("lastError").ValueKind == JsonValueKind.Object, "an error about the older head");
        Assert.Contains("behind", status.GetProperty("lastError").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, status.GetProperty("head").ValueKind);
    }

    [Fact]
    public async Task Fetches_a_damaged_bundle_again_until_the_store_is_mended()
    {
        var head = await channel.PublishAsync(Any);
        var blob = Path.Combine(channel.Store, "blobs", "sha256", head.Bundle.Blob.Hex);
        var whole = await File.ReadAllBytesAsync(blob, TestContext.Current.CancellationToken);
        byte[] damaged = [.. whole];
        damaged[^1] ^= 1;
        await File.WriteAllBytesAsync(blob, damaged, TestContext.Current.CancellationToken);
        await using var agent = AgentProcess.Start(channel, folders);

        var status = await agent.AwaitAsync(each => each.GetProperty("lastError").ValueKind == JsonValueKind.Object, "an error");
        Assert.Contains("other bytes", status.GetProperty("lastError").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(status.GetProperty("refused").EnumerateArray());

        await File.WriteAllBytesAsync(blob, whole, TestContext.Current.CancellationToken);
        await agent.AwaitAsync(
            each => each.GetProperty("lastError").ValueKind == JsonValueKind.Null, "a bundle without an error");
    }

    [Fact]
    public async Task Answers_a_question_about_a_sequence_only_with_numbers()
    {
        await using var agent = AgentProcess.Start(channel, folders);
        await agent.StatusAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => agent.GetAsync("/status?sequence=next"));
    }

    [Fact]
    public async Task Says_who_has_the_data_folder()
    {
        await using var agent = AgentProcess.Start(channel, folders);
        await agent.StatusAsync();

        var (exitCode, _, errors) = await AgentProcess.RunAsync(
            "run", "--store", channel.Store, "--channel", TestChannel.Name, "--trust", channel.RootPath, "--data", folders.Data);

        Assert.Equal(3, exitCode);
        Assert.Contains($"process {agent.Id}", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prints_a_bootstrap_without_holes()
    {
        var (exitCode, _, errors) = await AgentProcess.RunAsync("bootstrap", "--data", folders.Data);
        Assert.Equal(3, exitCode);
        Assert.Contains("no agent has run", errors, StringComparison.Ordinal);

        await using var agent = AgentProcess.Start(channel, folders);
        await agent.StatusAsync();
        (exitCode, _, errors) = await AgentProcess.RunAsync("bootstrap", "--data", folders.Data);
        Assert.Equal(3, exitCode);
        Assert.Contains("holds no bundle yet", errors, StringComparison.Ordinal);

        await channel.PublishAsync(Any);
        await agent.AwaitAsync(each => Sequence(each) == 1, "the head");
        (exitCode, var output, _) = await AgentProcess.RunAsync("bootstrap", "--data", folders.Data);

        Assert.Equal(0, exitCode);
        using var bootstrap = JsonDocument.Parse(output);
        Assert.Equal("gw-1", bootstrap.RootElement.GetProperty("node").GetProperty("id").GetString());
        Assert.Contains(folders.AdsSocket, output, StringComparison.Ordinal);
        Assert.Contains(folders.AdminSocket, output, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", output, StringComparison.Ordinal);
        Assert.DoesNotContain(BootstrapHoles.NodeCluster, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_which_socket_path_is_too_long()
    {
        var (exitCode, _, errors) = await AgentProcess.RunAsync(
            "run", "--store", channel.Store, "--channel", TestChannel.Name, "--trust", channel.RootPath,
            "--data", folders.Data, "--runtime", folders.Runtime, "--ads", $"/tmp/{new string('x', 120)}");

        Assert.Equal(3, exitCode);
        Assert.Contains("at most 107", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asks_for_what_is_missing_on_the_command_line()
    {
        var (exitCode, _, errors) = await AgentProcess.RunAsync("run", "--channel", "Edge/One", "--poll", "soon");

        Assert.Equal(2, exitCode);
        Assert.Contains("--store", errors, StringComparison.Ordinal);
        Assert.Contains("'soon' is no duration", errors, StringComparison.Ordinal);
        Assert.Contains("'Edge/One' cannot be a channel", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_root_document_that_nobody_has_signed()
    {
        var root = Path.Combine(Directory.CreateTempSubdirectory("gwp-").FullName, "root.json");
        await File.WriteAllTextAsync(root, "{}", TestContext.Current.CancellationToken);

        var (exitCode, _, errors) = await AgentProcess.RunAsync(
            "run", "--store", channel.Store, "--channel", TestChannel.Name, "--trust", root, "--data", folders.Data);

        Assert.Equal(3, exitCode);
        Assert.Contains(root, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opens_its_sockets_for_its_own_user_alone()
    {
        await using var agent = AgentProcess.Start(channel, folders);
        await agent.StatusAsync();

        const UnixFileMode others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var path in new[] { folders.Runtime, folders.AdsSocket, folders.StatusSocket, folders.Data })
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & others);
        }
    }

    private static long Sequence(JsonElement status) =>
        status.GetProperty("head") is { ValueKind: JsonValueKind.Object } head ? head.GetProperty("sequence").GetInt64() : 0;
}
