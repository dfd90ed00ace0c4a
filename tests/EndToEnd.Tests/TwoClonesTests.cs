using System.Text.Json;
using System.Text.RegularExpressions;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Signing;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests;

/// <summary>
/// Two builders with a clone each, in other folders, time zones and locales: one content, or no second signature.
/// </summary>
public sealed class TwoClonesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

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

    [Fact]
    public async Task A_compiler_with_one_constant_changed_gets_no_second_signature_and_no_gateway()
    {
        await SetUpAsync();
        var patched = PatchedCompiler.WriteTo(workspace.At("patched"), "outbound|", "outb0und|");

        var evil = Json(await GwpAsync(patched, First, Publish("-o", "json")));
        var (exitCode, output) = await CosignAsync();

        Assert.Equal("proposed", evil("outcome"));
        Assert.True(exitCode is 1, output);
        Assert.Contains($"{evil("contentDigest")} was proposed", output, StringComparison.Ordinal);
        Assert.Matches("Cluster outb0und\\|.+: only in the proposal", output);
        Assert.Matches("Cluster outbound\\|.+: only in this build", output);
        Assert.DoesNotContain("The sources differ", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace.At("store/releases")));

        // Whoever has that machine has its release key; let there be the channel key as well.
        var stolen = await ForgeAsync();
        await using var agent = Child.Start(
            Programs.Agent,
            ["run", "--store", "store", "--channel", "edge", "--trust", "first/1.root.json", "--data", "agent",
                "--runtime", "run", "--poll", "50ms"],
            workspace.Root);
        await agent.WaitForAsync("The channel's head is not followed: the release record is not signed", Patience);

        // The machine is set up anew, with another key: what the old one has signed, its memos too, counts no more.
        await ReplaceFirstKeyAsync();
        string[] mended = ["--key", "release=third.pem", "--key", "channel=first/channel.key.pem", "-o", "json"];
        var proposed = Json(await ProposeAsync(mended));
        var signed = Json(await CosignAsync("-o", "json"));
        var published = Json(await ProposeAsync(mended));

        Assert.Equal(("proposed", "completed", "published"), (proposed("outcome"), signed("outcome"), published("outcome")));
        await agent.WaitForAsync($"Bundle {proposed("contentDigest")}, sequence {stolen + 1}, is staged", Patience);
        Assert.DoesNotContain(evil("contentDigest") ?? "", agent.Output, StringComparison.Ordinal);
    }

    public void Dispose() => workspace.Dispose();

    /// <summary>Puts the proposal in the place of a release, and a head over it; the release's number.</summary>
    private async Task<long> ForgeAsync()
    {
        var record = await File.ReadAllBytesAsync(
            Assert.Single(Directory.GetFiles(workspace.At("store/proposals/edge"))), TestContext.Current.CancellationToken);
        var release = ReleaseRecord.ReadUnverified(record);
        Assert.NotNull(release);
        Assert.True(SignedEnvelope.TryParse(record, out var envelope));
        var head = new ChannelHead
        {
            Format = ChannelHead.CurrentFormat,
            Environment = release.Environment,
            Channel = release.Channel,
            Epoch = release.Epoch,
            Revision = 1,
            Sequence = release.Sequence,
            IssuedAt = release.CreatedAt,
            Expires = release.CreatedAt + ChannelHead.DefaultLifetime,
            Release = new(release.Sequence, envelope.PayloadDigest, envelope.Payload.Length),
            Bundle = release.Bundle,
        };
        using var key = KeyFileSigner.Load(workspace.At("first/channel.key.pem"));
        workspace.WriteBytes($"store/{StoreLayout.Release(release.Channel, release.Epoch, release.Sequence)}", record);
        var signature = await key.SignAsync(
            SignedEnvelope.ToSignedBytes(PayloadTypes.Channel, head.ToPayload()), TestContext.Current.CancellationToken);
        workspace.WriteBytes(
            $"store/{StoreLayout.Head(release.Channel)}",
            new SignedEnvelope(PayloadTypes.Channel, head.ToPayload(), [new(key.PublicKey.KeyId, signature)]).ToJson());

        return release.Sequence;
    }

    private Task ReplaceFirstKeyAsync() => BashAsync(
        $"""
        gwp={Programs.Gwp}
        openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out third.pem
        chmod 600 third.pem
        openssl pkey -in third.pem -pubout -out third.pub.pem
        $gwp keys grant first release --with third.pub.pem --with second.pub.pem --threshold 2
        $gwp keys sign-root first
        cp first/*.root.json roots
        """);

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

    private Task<(int ExitCode, string Output)> ProposeAsync(params string[] more) => GwpAsync(First, Publish(more));

    private static string[] Publish(params string[] more) =>
        ["publish", "--from", "clone", "--channel", "edge", "--store", "store", "--keys", "first", .. more];

    private Task<(int ExitCode, string Output)> CosignAsync(params string[] more) => GwpAsync(
        Second,
        ["cosign", "--from", workspace.At("elsewhere/deep/clone"), "--channel", "edge", "--store", "store",
            "--keys", "roots", "--key", "release=second.pem", .. more]);

    private Task<(int ExitCode, string Output)> GwpAsync(
        Dictionary<string, string?> environment, params string[] arguments) =>
        GwpAsync(Programs.Gwp, environment, arguments);

    private Task<(int ExitCode, string Output)> GwpAsync(
        string program, Dictionary<string, string?> environment, params string[] arguments) =>
        Child.RunAsync(program, arguments, workspace.Root, environment);

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
