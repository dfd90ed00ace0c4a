using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;
using GatewayPipeline.Delivery.GitHosts;
using GatewayPipeline.Delivery.GitHosts.Access;
using GatewayPipeline.Delivery.Pipeline;
using GatewayPipeline.Delivery.Secrets;
using GatewayPipeline.Delivery.Sources;
using GatewayPipeline.Delivery.Tests.Publishing;
using GatewayPipeline.Delivery.Tests.Sources.Git;

namespace GatewayPipeline.Delivery.Tests.GitHosts.Access;

public sealed class HostAccessTests : IDisposable
{
    private const string Installation = "ghs_16C7e42F292c6912E7710c838347Ae178B4a";

    private readonly Dictionary<string, string> environment = [];
    private readonly SettableTime time = new();
    private readonly RSA key = RSA.Create(2048);
    private readonly HostAccess access;

    public HostAccessTests()
    {
        environment["APP_KEY"] = key.ExportRSAPrivateKeyPem();
        environment["TOKEN"] = "glpat-s3cr3t\n";
        access = new(
            new SecretReader(new() { Environment = environment.GetValueOrDefault }, time),
            time,
            client => new Identity(client));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => key.Dispose();

    [Fact]
    public async Task An_app_of_GitHub_gets_a_token_for_one_repository_and_one_purpose()
    {
        await using var github = await StartAsync();
        var source = AppSource(github);

        var fetch = await access.GetTokenAsync(source, HostPurpose.Fetch, Cancellation);
        var report = await access.GetTokenAsync(source, HostPurpose.Report, Cancellation);

        Assert.Equal(new(HostTokenKind.GitHubApp, Installation, "x-access-token", "Iv23liABC"), fetch);
        Assert.Equal(Installation, report?.Value);
        Assert.Equal(
            ["POST /api/v3/app/installations/42/access_tokens", "POST /api/v3/app/installations/42/access_tokens"],
            github.Calls.Select(call => call.What));
        Assert.Equal(
            """{"repository_ids":[186853002],"permissions":{"contents":"read"}}""",
            github.Calls[0].Body?.ToJsonString());
        Assert.Equal(
            """{"repository_ids":[186853002],"permissions":{"checks":"write","pull_requests":"write"}}""",
            github.Calls[1].Body?.ToJsonString());
        Assert.All(github.Calls, AssertStated);
    }

    [Theory]
    [InlineData("octo/platform.git", "platform")]
    [InlineData("octo/platform.conf", "platform.conf")]
    public async Task An_apps_token_for_the_platforms_repository_is_for_that_alone(string path, string name)
    {
        await using var github = await StartAsync();
        var credentials = access.CredentialsOf(AppSource(github));

        await credentials.FindAsync(new(github.Address, path), Cancellation);
        await credentials.FindAsync(new(github.Address, "octo/shop.git"), Cancellation);

        Assert.Equal(
            [
                $$$"""{"repositories":["{{{name}}}"],"permissions":{"contents":"read"}}""",
                """{"repository_ids":[186853002],"permissions":{"contents":"read"}}""",
            ],
            github.Calls.Select(call => call.Body?.ToJsonString()));
    }

    [Fact]
    public async Task What_opens_one_host_is_not_shown_to_another()
    {
        var source = Source(new("https://gitlab.example.com/a/b"), "gitlab", new HostCredential.Token(new("env:TOKEN")));

        await Assert.ThrowsAsync<GitHostException>(() => access.CredentialsOf(source).FindAsync(
            new("https://gitlab.example.org/a/b"), Cancellation));
    }

    [Fact]
    public async Task An_apps_token_is_kept_until_shortly_before_it_runs_out()
    {
        await using var github = await StartAsync();
        var source = AppSource(github);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(
            _ => access.GetTokenAsync(source, HostPurpose.Fetch, Cancellation)));
        time.Now += TimeSpan.FromMinutes(54);
        await access.GetTokenAsync(source, HostPurpose.Fetch, Cancellation);
        Assert.Single(github.Calls);
        time.Now += TimeSpan.FromMinutes(1);
        await access.GetTokenAsync(source, HostPurpose.Fetch, Cancellation);

        Assert.Equal(2, github.Calls.Length);
    }

    [Fact]
    public async Task A_new_key_of_an_app_counts_without_a_restart()
    {
        await using var github = await StartAsync();
        var source = AppSource(github);
        await access.GetTokenAsync(source, HostPurpose.Fetch, Cancellation);
        using var next = RSA.Create(2048);
        environment["APP_KEY"] = next.ExportRSAPrivateKeyPem();
        time.Now += TimeSpan.FromHours(1);

        await access.GetTokenAsync(source, HostPurpose.Fetch, Cancellation);

        Assert.True(IsSignedBy(next, github.Calls[1]));
        Assert.False(IsSignedBy(key, github.Calls[1]));
    }

    [Theory]
    [InlineData(401, "A JSON web token could not be decoded", "not valid")]
    [InlineData(404, "Integration not found", "not there")]
    [InlineData(422, "The permissions requested are not granted to this installation.", "not granted")]
    public async Task Says_why_an_app_gets_no_token(int status, string words, string help)
    {
        await using var github = await StartAsync();
        github.Before = _ => HostReply.Problem(status, words);

        var exception = await Assert.ThrowsAsync<GitHostException>(
            () => access.GetTokenAsync(AppSource(github), HostPurpose.Report, Cancellation));

        Assert.Contains($"{status}: {words}", exception.Message, StringComparison.Ordinal);
        Assert.Contains(help, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", exception.ToString(), StringComparison.Ordinal);
        Assert.False(exception.MayPass);
        Assert.Single(github.Calls);
    }

    [Fact]
    public async Task Says_that_a_key_is_none_and_shows_nothing_of_it()
    {
        await using var github = await StartAsync();
        environment["APP_KEY"] = "hunter2";

        var exception = await Assert.ThrowsAsync<GitHostException>(
            () => access.GetTokenAsync(AppSource(github), HostPurpose.Report, Cancellation));

        Assert.Contains("env:APP_KEY is no private RSA key", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_read_again_when_it_was_replaced()
    {
        var source = Source(new("https://gitlab.example.com/"), "gitlab", new HostCredential.Token(new("env:TOKEN")));

        var old = await access.GetTokenAsync(source, HostPurpose.Fetch, Cancellation);
        environment["TOKEN"] = "glpat-an0ther";
        time.Now += TimeSpan.FromMinutes(1);
        var next = await access.GetTokenAsync(source, HostPurpose.Fetch, Cancellation);

        Assert.Equal(("glpat-s3cr3t", "glpat-an0ther"), (old?.Value, next?.Value));
        Assert.DoesNotContain("s3cr3t", $"{old}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_would_break_a_header_is_no_token()
    {
        environment["TOKEN"] = "a\r\nb";
        var source = Source(new("https://gitlab.example.com/"), "gitlab", new HostCredential.Token(new("env:TOKEN")));

        await Assert.ThrowsAsync<GitHostException>(
            () => access.GetTokenAsync(source, HostPurpose.Fetch, Cancellation));
    }

    [Fact]
    public async Task An_identity_gets_a_token_for_Azure_DevOps()
    {
        var source = Source(
            new("https://dev.azure.com/"), "azure-devops", new HostCredential.ManagedIdentity("a-client"));

        var token = await access.GetTokenAsync(source, HostPurpose.Fetch, Cancellation);

        Assert.Equal(new(HostTokenKind.Entra, "eyJ.of.a-client", "x-access-token"), token);
    }

    [Fact]
    public async Task Without_a_credential_nothing_is_shown() =>
        Assert.Null(await access.GetTokenAsync(Source(new("https://github.com/"), "github", null), default, Cancellation));

    [Fact]
    public async Task A_repository_is_fetched_with_its_own_credential_and_not_with_that_of_the_environment()
    {
        await using var scene = await RemoteScene.StartAsync();
        scene.Repository.Write("a.yaml", "a");
        scene.Push();
        scene.Set($"GWP_GIT_TOKEN_{scene.Host}", "wrong");
        scene.Server.Credential = "deploy:glpat-s3cr3t";
        var source = Source(
            new(scene.Address), "gitlab", new HostCredential.Token(new("env:TOKEN"), "deploy"));

        Assert.Single((await scene.Open(credentials: access.CredentialsOf(source)).ReadAsync()).Tree.Files);
    }

    [Fact]
    public async Task A_token_that_runs_out_between_two_fetches_is_replaced()
    {
        await using var scene = await RemoteScene.StartAsync();
        scene.Repository.Write("a.yaml", "a");
        scene.Push();
        scene.Server.Credential = "x-access-token:glpat-s3cr3t";
        var opened = scene.Open(credentials: access.CredentialsOf(
            Source(new(scene.Address), "gitea", new HostCredential.Token(new("env:TOKEN")))));
        await opened.ReadAsync();
        environment["TOKEN"] = "glpat-an0ther";
        time.Now += TimeSpan.FromMinutes(1);
        scene.Server.Credential = "x-access-token:glpat-an0ther";
        scene.Repository.Write("b.yaml", "b");
        scene.Push();

        Assert.Equal(2, (await opened.ReadAsync()).Tree.Files.Length);
    }

    [Fact]
    public async Task Says_which_source_has_a_credential_that_is_not_taken_or_not_there()
    {
        await using var scene = await RemoteScene.StartAsync();
        scene.Repository.Write("a.yaml", "a");
        scene.Push();
        scene.Server.Credential = "x-access-token:another";
        var source = Source(new(scene.Address), "gitea", new HostCredential.Token(new("env:TOKEN")));

        var refused = await Assert.ThrowsAsync<SourceUnavailableException>(
            () => scene.Open(credentials: access.CredentialsOf(source)).ReadAsync());
        environment.Remove("TOKEN");
        time.Now += TimeSpan.FromMinutes(1);
        var missing = await Assert.ThrowsAsync<SourceUnavailableException>(
            () => scene.Open(credentials: access.CredentialsOf(source)).ReadAsync());

        Assert.Contains("see to the credential of the source shop", refused.Message, StringComparison.Ordinal);
        Assert.Contains("env:TOKEN", missing.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", refused.ToString() + missing, StringComparison.Ordinal);
    }

    private TrackedSource AppSource(HostServer github) => Source(
        new(github.Address, "octo/shop.git"), "github", new HostCredential.GitHubApp("Iv23liABC", "42", new("env:APP_KEY")));

    private static TrackedSource Source(Uri repository, string host, HostCredential? credential) => new()
    {
        Name = "shop",
        Host = host,
        Repository = repository.AbsoluteUri,
        RepositoryId = "186853002",
        Refs = [new("refs/heads/main")],
        Credential = credential,
    };

    private Task<HostServer> StartAsync() => HostServer.StartAsync(_ => HostReply.Json(
        new JsonObject
        {
            ["token"] = Installation,
            ["expires_at"] = time.Now.AddHours(1).ToString("yyyy-MM-ddTHH:mm:ssZ", null),
            ["permissions"] = new JsonObject { ["metadata"] = "read" },
            ["repository_selection"] = "selected",
        },
        201));

    private void AssertStated(HostCall call)
    {
        Assert.Equal("application/vnd.github+json", call.Headers["Accept"]);
        Assert.Equal("2022-11-28", call.Headers["X-GitHub-Api-Version"]);
        Assert.Equal("GatewayPipeline", call.Headers["User-Agent"]);
        Assert.True(IsSignedBy(key, call), "the app's statement is not signed with its key");
        var parts = JwtOf(call);
        Assert.Equal("""{"alg":"RS256","typ":"JWT"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]));
        Assert.Equal("Iv23liABC", (string?)claims?["iss"]);
        Assert.Equal(time.Now.ToUnixTimeSeconds() - 60, (long?)claims?["iat"]);
        Assert.InRange((long?)claims?["exp"] ?? 0, time.Now.ToUnixTimeSeconds() + 60, time.Now.ToUnixTimeSeconds() + 600);
    }

    private static bool IsSignedBy(RSA key, HostCall call)
    {
        var parts = JwtOf(call);

        return key.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
            Base64Url.DecodeFromChars(parts[2]),
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1);
    }

    private static string[] JwtOf(HostCall call)
    {
        var authorization = call.Headers["Authorization"];
        Assert.StartsWith("Bearer ", authorization, StringComparison.Ordinal);

        return authorization["Bearer ".Length..].Split('.');
    }

    private sealed class Identity(string? client) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext context, CancellationToken cancellation)
        {
            Assert.Equal(["499b84ac-1321-427f-aa17-267ca6975798/.default"], context.Scopes);

            return new($"eyJ.of.{client}", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext context, CancellationToken cancellation) =>
            new(GetToken(context, cancellation));
    }
}
