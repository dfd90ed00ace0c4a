using System.Text.Json;
using System.Text.RegularExpressions;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests;

/// <summary>
/// Two builders with a clone each, in other folders, time zones and locales: one content, or no second signature.
/// </summary>
public sealed class TwoClonesTests : IDisposable
{
    private const string Commit = "git -c user.name=a -c user.email=a@example commit -q";

    private static readonly Dictionary<string, string?> First = new() { ["TZ"] = "UTC", ["LC_ALL"] = "C" };

    private static readonly Dictionary<string, string?> Second =
        new() { ["TZ"] = "Pacific/Chatham", ["LC_ALL"] = "tr_TR.UTF-8", ["HOME"] = "/" };

    private readonly Workspace workspace = new();

    [Fact]
    public async Task The_same_commit_gives_one_digest_and_both_sign()
    {
        await SetUpAsync();

        var proposed = Json(await ProposeAsync("-o", "json"));
        var signed = Json(await CosignAsync("-o", "json"));
        var published = Json(await ProposeAsync("-o", "json"));

        Assert.Equal(("proposed", "completed", "published"), (proposed("outcome"), signed("outcome"), published("outcome")));
        Assert.Equal(proposed("contentDigest"), signed("rebuiltDigest"));
        Assert.Equal(proposed("contentDigest"), published("contentDigest"));
        var (exitCode, verified) = await GwpAsync(
            First, "verify", "--store", "store", "--channel", "edge", "--trust", "first/1.root.json");
        Assert.True(exitCode is 0, verified);
    }

    [Fact]
    public async Task A_proposal_of_a_commit_is_signed_at_that_commit_when_the_branch_has_moved_on()
    {
        await SetUpAsync();
        await ProposeAsync("--ref", "HEAD");
        await BashAsync(
            $"""
            cd elsewhere/deep/clone
            echo 'apiVersion: [' > broken.yaml
            git add .
            {Commit} -m later
            """);

        var signed = Json(await CosignAsync("--ref", "HEAD", "-o", "json"));

        Assert.Equal("completed", signed("outcome"));
    }

    [Fact]
    public async Task A_commit_that_is_not_behind_the_branch_is_signed_only_if_it_is_named()
    {
        await SetUpAsync();
        await BashAsync(
            $"""
            cd clone
            git switch -q -c aside
            {Commit} --allow-empty -m aside
            git push -q origin aside
            git -C ../elsewhere/deep/clone fetch -q
            """);
        await ProposeAsync("--ref", "aside");

        var (exitCode, refused) = await CosignAsync("--ref", "HEAD");
        Assert.True(exitCode is 1, refused);
        var advice = Regex.Match(refused, "the proposal is of commit .+ says --ref ([0-9a-f]{40})");
        Assert.True(advice.Success, refused);

        var signed = Json(await CosignAsync("--ref", advice.Groups[1].Value, "-o", "json"));
        Assert.Equal("completed", signed("outcome"));
    }

    [Fact]
    public async Task An_injected_difference_is_refused()
    {
        await SetUpAsync();
        await ProposeAsync();
        var manifest = workspace.At("elsewhere/deep/clone/apigateway.yaml");
        await File.WriteAllTextAsync(
            manifest,
            (await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken))
            .Replace("host: apigateway", "host: catalog", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        var (exitCode, output) = await CosignAsync();

        Assert.True(exitCode is 1, output);
        Assert.Contains("was proposed", output, StringComparison.Ordinal);
        Assert.Contains("First differing file of the bundle:", output, StringComparison.Ordinal);
        Assert.Contains("http.80: differs", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace.At("store/releases")));
        Assert.Contains("proposed", (await ProposeAsync()).Output, StringComparison.Ordinal);
    }

    public void Dispose() => workspace.Dispose();

    private async Task SetUpAsync()
    {
        workspace.Copy("samples/coolstore", "origin");
        await BashAsync(
            """
            git init -q origin
            git -C origin add .
            git -C origin -c user.name=a -c user.email=a@example commit -q -m manifests
            git clone -q origin clone
            git clone -q origin elsewhere/deep/clone
            cd elsewhere/deep/clone
            for file in $(ls | sort -r); do rm $file; git checkout -q -- $file; done
            """);
        await BashAsync(
            $"""
            gwp={Programs.Gwp}
            openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out second.pem
            chmod 600 second.pem
            openssl pkey -in second.pem -pubout -out second.pub.pem
            $gwp keys init first
            $gwp keys grant first release --with first/release.key.pem --with second.pub.pem --threshold 2
            $gwp keys sign-root first
            mkdir roots
            cp first/*.root.json roots
            """);
    }

    private Task<(int ExitCode, string Output)> ProposeAsync(params string[] more) => GwpAsync(
        First, ["publish", "--from", "clone", "--channel", "edge", "--store", "store", "--keys", "first", .. more]);

    private Task<(int ExitCode, string Output)> CosignAsync(params string[] more) => GwpAsync(
        Second,
        ["cosign", "--from", workspace.At("elsewhere/deep/clone"), "--channel", "edge", "--store", "store",
            "--keys", "roots", "--key", "release=second.pem", .. more]);

    private Task<(int ExitCode, string Output)> GwpAsync(
        Dictionary<string, string?> environment, params string[] arguments) =>
        Child.RunAsync(Programs.Gwp, arguments, workspace.Root, environment);

    private async Task BashAsync(string script)
    {
        var (exitCode, output) = await Child.RunAsync("bash", ["-ec", script], workspace.Root);
        Assert.True(exitCode is 0, output);
    }

    private static Func<string, string?> Json((int ExitCode, string Output) result)
    {
        Assert.True(result.ExitCode is 0, result.Output);
        var json = JsonDocument.Parse(result.Output).RootElement;

        return name => json.GetProperty(name).GetString();
    }
}
