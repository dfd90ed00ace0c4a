using System.Text;
using GatewayPipeline.Delivery.GitHosts;
using GatewayPipeline.Delivery.Pipeline;
using GatewayPipeline.Delivery.Pipeline.Settings;
using GatewayPipeline.Functions.Tests.Scene;

namespace GatewayPipeline.Functions.Tests.Settings;

public sealed class SettingsReaderTests
{
    private const string Digest = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    private const string Good = $$"""
        {
          "store": "store",
          "root": "{{Digest}}",
          "keys": ["release=keys/release.key.pem", "channel=azurekv:https://v.vault.azure.net/keys/channel"],
          "sources": [
            {
              "name": "shop",
              "host": "github",
              "repository": "https://github.com/acme/shop.git",
              "repositoryId": "4711",
              "path": "gateway",
              "refs": [{ "ref": "refs/heads/main", "channel": "edge", "fleet": "web" }, { "ref": "refs/heads/next" }],
              "platform": { "repository": "https://github.com/acme/platform.git", "ref": "refs/heads/main" },
              "webhookSecrets": ["env:SECRET", "keyvault:https://v.vault.azure.net/secrets/hook"],
              "credential": { "githubApp": { "appId": "1", "installationId": "2", "privateKey": "file:app.pem" } },
              "reviewsPullRequests": false
            }
          ]
        }
        """;

    [Fact]
    public void All_that_can_be_said_is_read()
    {
        var settings = Assert.IsType<SettingsReading.Read>(Read(Good)).Settings;
        var source = Assert.Single(settings.Sources);

        Assert.Equal(("store", Digest), (settings.Store, settings.Root));
        Assert.Equal(2, settings.Keys.Length);
        Assert.Equal(("shop", "github", "4711", "gateway"), (source.Name, source.Host, source.RepositoryId, source.Path));
        Assert.Equal(
            [new TrackedRef("refs/heads/main", "edge", "web"), new TrackedRef("refs/heads/next")], source.Refs.AsEnumerable());
        Assert.Equal(new PlatformSource("https://github.com/acme/platform.git", "refs/heads/main"), source.Platform);
        Assert.Equal(2, source.WebhookSecrets.Length);
        Assert.Equal(new HostCredential.GitHubApp("1", "2", new("file:app.pem")), source.Credential);
        Assert.False(source.ReviewsPullRequests);
    }

    [Theory]
    [InlineData("\"store\": \"store\"", "\"stores\": \"store\"", "$: 'store' is missing", "$.stores: no such setting")]
    [InlineData("\"store\": \"store\"", "\"store\": \" \"", "2:12: $.store: it is empty")]
    [InlineData("\"store\": \"store\"", "\"store\": 1", "2:12: $.store: this has to be a text, and is a number")]
    [InlineData("\"store\": \"store\"", "\"store\": \"a\", \"store\": \"b\"", "2:17: $.store: it is there twice")]
    [InlineData(Digest, "sha256:0", "$.root: write sha256:")]
    [InlineData("release=keys", "root=keys", "$.keys[0]: a root key does not belong here", "there is no release key")]
    [InlineData("release=keys", "release:keys", "$.keys[0]: 'release:keys/release.key.pem' names no key")]
    [InlineData("\"name\": \"shop\"", "\"name\": \"Shop\"", "7:15: $.sources[0].name: 'Shop' is no such name")]
    [InlineData("\"host\": \"github\"", "\"host\": \"gitbucket\"", "'gitbucket' is no git host that is known: github")]
    [InlineData("https://github.com/acme/shop.git", "https://me:pw@github.com/acme/shop.git", "it has a user or password")]
    [InlineData("https://github.com/acme/shop.git", "git@github.com:acme/shop.git", "git over SSH is not supported")]
    [InlineData("\"path\": \"gateway\"", "\"path\": \"../up\"", "$.sources[0].path: '../up' is no path")]
    [InlineData("\"ref\": \"refs/heads/next\"", "\"ref\": \"next\"", "$.sources[0].refs[1].ref: 'next' is not a ref in full")]
    [InlineData("refs/heads/next", "refs/heads/..", "cannot be the name of a branch or a tag")]
    [InlineData("\"channel\": \"edge\"", "\"channel\": \"Edge\"", "$.sources[0].refs[0].channel: 'Edge' is no such name")]
    [InlineData("{ \"ref\": \"refs/heads/next\" }", "{ \"ref\": \"refs/heads/next\", \"channel\": \"edge\" }", "channel 'edge' is published to by two refs")]
    [InlineData("{ \"ref\": \"refs/heads/next\" }", "1", "$.sources[0].refs[1]: this has to be an object, and is a number")]
    [InlineData("\"env:SECRET\"", "\"swordfish\"", "$.sources[0].webhookSecrets[0]: a secret is named by where it is")]
    [InlineData("\"reviewsPullRequests\": false", "\"reviewsPullRequests\": \"no\"", "this has to be true or false, and is a text")]
    [InlineData("\"credential\": { ", "\"credential\": { \"token\": \"env:T\", ", "write exactly one of token, githubApp, managedIdentity")]
    [InlineData("\"appId\": \"1\"", "\"appId\": \"one\"", "'one' is no number")]
    [InlineData("\"sources\": [", "\"sources\": [],\n  \"other\": [", "$.sources: it needs at least one entry")]
    [InlineData("\"reviewsPullRequests\": false", "\"reviewsPullRequests\": false,", "17:5: $: this is no JSON")]
    public void What_is_wrong_is_said_where_it_stands(string good, string bad, params string[] said)
    {
        Assert.Contains(good, Good, StringComparison.Ordinal);
        var problems = string.Join('\n', Refuse(Good.Replace(good, bad, StringComparison.Ordinal)));

        Assert.All(said, each => Assert.Contains(each, problems, StringComparison.Ordinal));
        Assert.DoesNotContain("swordfish", problems, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_said_at_once()
    {
        var problems = Refuse("""{ "store": "", "root": "x", "keys": ["y"], "sources": [{ "name": "Z" }], "more": 1 }""");

        Assert.True(problems.Length >= 8, string.Join('\n', problems));
    }

    [Fact]
    public void Two_sources_do_not_share_a_name_or_a_channel()
    {
        var source = Good[Good.IndexOf("    {", StringComparison.Ordinal)..(Good.LastIndexOf("    }", StringComparison.Ordinal) + 5)];
        var problems = string.Join('\n', Refuse(Good.Replace(source, $"{source},\n{source}", StringComparison.Ordinal)));

        Assert.Contains("two sources are called 'shop'", problems, StringComparison.Ordinal);
        Assert.Contains("channel 'edge' is published to by two refs", problems, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sample_can_be_read() =>
        Assert.IsType<SettingsReading.Read>(SettingsReader.Read(
            File.ReadAllBytes(Path.Combine(Repository.Root, "samples/pipeline.json")),
            [.. GitHostCatalog.All.Select(host => host.Name)]));

    private static string[] Refuse(string json) =>
        [.. Assert.IsType<SettingsReading.Refused>(Read(json)).Problems.Select(problem => problem.ToString())];

    private static SettingsReading Read(string json) => SettingsReader.Read(Encoding.UTF8.GetBytes(json), ["github", "gitea"]);
}
