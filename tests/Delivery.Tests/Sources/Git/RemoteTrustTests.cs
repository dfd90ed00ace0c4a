using System.Text;
using GatewayPipeline.Delivery.Sources;
using Microsoft.AspNetCore.Http;

namespace GatewayPipeline.Delivery.Tests.Sources.Git;

/// <summary>Credentials go where they belong; a server can cost only so much, and lead nowhere else.</summary>
public sealed class RemoteTrustTests : IAsyncLifetime
{
    private const string Secret = "s3cr3t-tok3n";

    private RemoteScene scene = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        scene = await RemoteScene.StartAsync();
        scene.Repository.Write("a.yaml", "a");
        scene.Push();
    }

    public ValueTask DisposeAsync() => scene.DisposeAsync();

    [Fact]
    public async Task Says_where_credentials_may_be_put()
    {
        scene.Server.Credential = $"robot:{Secret}";

        var message = await UnavailableAsync();

        Assert.Contains("asks for credentials", message, StringComparison.Ordinal);
        Assert.Contains($"GWP_GIT_TOKEN_{scene.Host}", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_a_token_from_the_environment_by_host()
    {
        scene.Server.Credential = $"x-access-token:{Secret}";
        scene.Set("GWP_GIT_TOKEN_ELSEWHERE", "wrong");
        scene.Set($"GWP_GIT_TOKEN_{scene.Host}", $"{Secret}\n");

        Assert.Single((await scene.Open().ReadAsync()).Tree.Files);
        await AssertNothingKeptAsync();
    }

    [Fact]
    public async Task Takes_the_user_of_a_token_too()
    {
        scene.Server.Credential = $"robot:{Secret}";
        scene.Set($"GWP_GIT_TOKEN_{scene.Host}", Secret);
        scene.Set($"GWP_GIT_USER_{scene.Host}", "robot");

        Assert.Single((await scene.Open().ReadAsync()).Tree.Files);
    }

    [Fact]
    public async Task Takes_the_line_of_a_file_that_fits_best()
    {
        using var folder = new TemporaryFolder();
        var server = scene.Address[..^"/work.git".Length];
        var spelt = server.Replace("://", $"://robot:{Uri.EscapeDataString(Secret + "/@:")}@", StringComparison.Ordinal);
        scene.Server.Credential = $"robot:{Secret}/@:";
        scene.Set("GWP_GIT_CREDENTIALS", folder.Write(
            "credentials",
            $"{spelt.Replace("robot", "nobody", StringComparison.Ordinal)}\n{spelt}/work.git\n"
            + $"{spelt.Replace("robot", "other", StringComparison.Ordinal)}/work\nnonsense\n\n"));

        Assert.Single((await scene.Open().ReadAsync()).Tree.Files);
    }

    [Fact]
    public async Task Asks_a_helper_once_the_server_asks()
    {
        using var folder = new TemporaryFolder();
        scene.Set("GWP_GIT_CREDENTIAL_HELPER", Helper(folder, "username=robot", $"password={Secret}"));

        await scene.Open().ReadAsync();
        Assert.False(File.Exists(folder["asked"]), "nobody had asked for credentials");

        scene.Server.Credential = $"robot:{Secret}";
        scene.Repository.Write("a.yaml", "changed");
        scene.Push();
        await scene.Open().ReadAsync();

        Assert.Equal(
            $"get protocol=http host=localhost:{scene.Server.Address.Port} path=work.git",
            (await File.ReadAllTextAsync(folder["asked"], Cancellation)).Trim());
        await AssertNothingKeptAsync();
    }

    [Theory]
    [InlineData("exit 3", "exit code 3")]
    [InlineData("echo username=robot; echo password=wrong", "refuses the credentials")]
    [InlineData("echo quit=1", "asks for credentials")]
    public async Task Says_what_a_helper_did_wrong(string script, string expected)
    {
        using var folder = new TemporaryFolder();
        scene.Server.Credential = $"robot:{Secret}";
        scene.Set("GWP_GIT_CREDENTIAL_HELPER", $"sh {folder.Write("helper", $"{script}\n")}");

        Assert.Contains(expected, await UnavailableAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_not_shown()
    {
        scene.Server.Credential = "robot:right";
        scene.Set($"GWP_GIT_TOKEN_{scene.Host}", Secret);

        var message = await UnavailableAsync();

        Assert.Contains("refuses the credentials", message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_written_into_an_address_is_used_and_shown_nowhere()
    {
        scene.Server.Credential = $"robot:{Secret}";
        var address = scene.Address.Replace("://", $"://robot:{Secret}@", StringComparison.Ordinal);

        var revision = await scene.Open(address: address).ResolvedAsync();
        await scene.Open(address: address).ReadAsync(revision);
        scene.Server.Credential = "robot:other";
        var refused = await Assert.ThrowsAsync<SourceUnavailableException>(
            () => scene.Open(address: address).ResolveAsync(Cancellation));

        Assert.Equal(scene.Address, revision.Repository);
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
        Assert.Equal(scene.Address, SourceAddress.NameOf(address));
        await AssertNothingKeptAsync();
    }

    [Fact]
    public async Task Credentials_do_not_follow_to_another_host()
    {
        await using var other = await StoreServers.GitServer.StartAsync(scene.Repository.FullPath);
        scene.Set($"GWP_GIT_TOKEN_{scene.Host}", Secret);
        Redirect(context => $"{other.Address}work.git{context.Request.Path.Value?[^"/info/refs".Length..]}");

        var message = await UnavailableAsync();

        Assert.Contains($"redirected to {other.Address}work.git/info/refs", message, StringComparison.Ordinal);
        Assert.Contains("name that address", message, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_repository_that_was_renamed_on_its_server_is_followed()
    {
        Redirect(context => context.Request.Path.Value?.StartsWith("/old.git", StringComparison.Ordinal) is true
            ? "/work.git/info/refs?service=git-upload-pack"
            : null);

        var address = scene.Address.Replace("work.git", "old.git", StringComparison.Ordinal);

        Assert.Single((await scene.Open(address: address).ReadAsync()).Tree.Files);
    }

    [Fact]
    public async Task Redirects_without_end_are_not_followed()
    {
        Redirect(context => context.Request.Path.Value + "?again");

        Assert.Contains("again and again", await UnavailableAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "is not there")]
    [InlineData(403, "refuses the credentials")]
    [InlineData(503, "status 503")]
    [InlineData(200, "does not answer as a git repository")]
    public async Task Says_what_a_server_answers(int status, string expected)
    {
        scene.Server.Instead = async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync("<html>", Cancellation);

            return true;
        };

        Assert.Contains(expected, await UnavailableAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("001e# service=git-upload-pack\n0000zzzz")]
    [InlineData("00ff# service=git-upload-pack\n")]
    [InlineData("0002")]
    [InlineData("0012ERR go away\u001b[1m")]
    [InlineData("000dnonsense\n")]
    public async Task A_list_of_refs_that_is_none_is_no_list(string list)
    {
        scene.Server.EditList = _ => list;

        if (list.Length > 0)
        {
            Assert.Contains("as a git repository", await UnavailableAsync(), StringComparison.Ordinal);
        }
        else
        {
            Assert.IsType<SourceResolution.Missing>(await scene.Open().ResolveAsync(Cancellation));
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_server_that_falls_silent_is_left(string method)
    {
        using var over = new CancellationTokenSource();
        scene.Limits = scene.Limits with { Silence = TimeSpan.FromSeconds(1) };
        scene.Server.Instead = async context =>
        {
            if (context.Request.Method != method)
            {
                return false;
            }

            context.Response.ContentType = "application/x-git-upload-pack-advertisement";
            await context.Response.WriteAsync("00", over.Token);
            await context.Response.Body.FlushAsync(over.Token);
            await Task.Delay(Timeout.Infinite, over.Token).ContinueWith(_ => { }, TaskScheduler.Default);

            return true;
        };

        var message = await UnavailableAsync();
        await over.CancelAsync();

        Assert.Contains("fell silent for 1 s", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_sends_a_byte_now_and_then_comes_to_an_end()
    {
        using var over = new CancellationTokenSource();
        scene.Limits = scene.Limits with { Deadline = TimeSpan.FromSeconds(2) };
        scene.Server.Instead = async context =>
        {
            context.Response.ContentType = "application/x-git-upload-pack-advertisement";
            while (!over.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync("0", CancellationToken.None);
                await context.Response.Body.FlushAsync(CancellationToken.None);
                await Task.Delay(50, CancellationToken.None);
            }

            return true;
        };

        var message = await UnavailableAsync();
        await over.CancelAsync();

        Assert.Contains("within 2 s", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fetch_takes_only_so_much()
    {
        var random = new byte[200_000];
        new Random(1).NextBytes(random);
        scene.Repository.Write("large.bin", random);
        scene.Push();
        scene.Limits = scene.Limits with { FetchBytes = 100_000 };
        var source = scene.Open();
        var revision = await source.ResolvedAsync();

        var exception = await Assert.ThrowsAsync<SourceUnavailableException>(
            () => source.ReadAsync(revision, Cancellation));

        Assert.Contains("more than 100000 bytes", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ssh://git@example.com/org/repo.git", "https://")]
    [InlineData("git@example.com:org/repo.git", "https://")]
    [InlineData("git://example.com/repo.git", "can be read")]
    [InlineData("ftp://example.com/repo.git", "can be read")]
    [InlineData("https://example.com", "names a server")]
    [InlineData("https://u:s3cr3t-tok3n@example.com/r.git?x=1", "nothing can follow")]
    [InlineData("https://", "no address")]
    [InlineData("https://u:s3cr3t-tok3n@", "no address")]
    [InlineData("ftp://u:s3cr3t-tok3n@example.com/r.git", "can be read")]
    [InlineData("user:s3cr3t-tok3n@example.com:r.git", "https://")]
    public void Says_which_addresses_cannot_be_read(string from, string expected)
    {
        var reason = Assert.IsType<SourceOpening.Refused>(SourceAddress.Open(from, null, null, _ => null)).Reason;

        Assert.Contains(expected, reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, reason, StringComparison.Ordinal);
    }

    private async Task<string> UnavailableAsync() =>
        (await Assert.ThrowsAsync<SourceUnavailableException>(() => scene.Open().ReadAsync())).Message;

    private void Redirect(Func<HttpContext, string?> target) => scene.Server.Instead = context =>
    {
        if (target(context) is not { } location)
        {
            return Task.FromResult(false);
        }

        context.Response.Redirect(location);

        return Task.FromResult(true);
    };

    private static string Helper(TemporaryFolder folder, params string[] answer) =>
        $"sh {folder.Write("helper", $"echo $1 $(cat) > {folder["asked"]}\n{string.Join('\n', answer.Select(line => $"echo {line}"))}\n")}";

    private async Task AssertNothingKeptAsync()
    {
        foreach (var file in Directory.EnumerateFiles(scene.Cache, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(
                Secret, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Cancellation)), StringComparison.Ordinal);
        }
    }
}
