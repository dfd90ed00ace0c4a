using System.Diagnostics;
using System.Text.Json;

namespace GatewayPipeline.Cli.Tests.Commands;

public sealed class VerifyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Says_of_a_channel_each_check_that_a_gateway_makes()
    {
        await PublishAsync();

        var result = await VerifyAsync();

        Assert.Equal(
            """
            ok       pinned root: size
            ok       pinned root: envelope and payload type
            ok       pinned root: content
            ok       pinned root: signatures by its own root keys
            ok       head: in the store
            ok       head: size
            ok       head: envelope and payload type
            ok       head: signatures by keys of its role
            ok       head: content
            ok       head: environment, channel and epoch
            ok       head: expiry of the root
            ok       head: expiry of the head
            ok       release record: in the store
            ok       head: revocation
            ok       release record: size
            ok       release record: envelope and payload type
            ok       release record: signatures by keys of its role
            ok       release record: content
            ok       release record: digest and length as the head says
            ok       release record: environment, channel and epoch
            ok       release record: sequence and bundle as the head says
            ok       bundle: in the store
            ok       bundle: length
            ok       bundle: digest of the file
            ok       bundle: one gzip stream, of the length and checksum that it claims
            ok       bundle: digest of the content
            ok       bundle: every header of the tar
            ok       bundle: index.json comes first, in its one form
            ok       bundle: names, lengths and digests of all files as the index says
            ok       bundle: every resource as the index says
            ok       bundle: totals within the limits
            """.ReplaceLineEndings("\n"),
            result.Out.Split("\n\n")[0]);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Says_whose_signatures_counted_and_what_each_builder_says()
    {
        await PublishAsync();

        var text = (await VerifyAsync()).Out.Split("\n\n")[1];
        var json = JsonDocument.Parse((await VerifyAsync("-o", "json")).Out).RootElement;

        Assert.Matches(
            @"\Asigned   head: [0-9a-f]{64}\nsigned   release record: [0-9a-f]{64}\nbuilt    [0-9a-f]{8}…: .+, compiler .+Z\z",
            text);
        var built = Assert.Single(json.GetProperty("provenance").EnumerateArray());
        Assert.Equal("urn:gatewaypipeline:publisher", built.GetProperty("builder").GetString());
        Assert.Equal(JsonValueKind.Null, built.GetProperty("problem").ValueKind);
        Assert.Equal(
            ["head", "release record"],
            json.GetProperty("signatures").EnumerateArray().Select(each => each.GetProperty("document").GetString()));
    }

    [Fact]
    public async Task Says_of_a_builder_that_it_says_nothing_or_what_does_not_count()
    {
        await PublishAsync();
        var attestation = Assert.Single(
            Directory.GetFiles(folder.At("store/attest"), "*", SearchOption.AllDirectories));

        await File.WriteAllTextAsync(attestation, "{}", TestContext.Current.CancellationToken);
        var spoilt = await VerifyAsync();
        File.Delete(attestation);
        var missing = await VerifyAsync();

        Assert.Equal((0, 0), (spoilt.ExitCode, missing.ExitCode));
        Assert.Contains("…: no provenance that counts: attest/", spoilt.Out, StringComparison.Ordinal);
        Assert.Contains("…: no provenance\n", missing.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Follows_the_roots_in_the_store()
    {
        await RotateAsync();

        var result = await VerifyAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("ok       root 2: signatures by the root before it\n", result.Out, StringComparison.Ordinal);
        Assert.Contains(
            "ok       root 2: version, environment and epoch follow\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_next_root_that_is_refused_is_said_and_the_one_before_goes_on()
    {
        await PublishAsync();
        folder.Write("store/trust/2.root.json", "{}");

        var result = await VerifyAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            "refused  root 2: envelope and payload type: this is not a signed root document\nok       head: in the store\n",
            result.Out,
            StringComparison.Ordinal);
        Assert.Contains("ok       bundle: totals within the limits\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tools_of_others_come_to_the_same()
    {
        Assert.SkipWhen(
            Bash("for tool in openssl jq base64 sha256sum gunzip tar; do command -v $tool; done") != 0,
            "bash, openssl, jq, base64, sha256sum, gunzip and tar are not all there: nobody else can check");
        await RotateAsync();
        var result = JsonDocument.Parse((await VerifyAsync("-o", "json")).Out).RootElement;
        var commands = result.GetProperty("commands").EnumerateArray().ToList();

        Assert.All(commands, command => Assert.Equal((command.ToString(), 0), (command.ToString(), Bash(command))));
        Assert.Equal(
            ["pinned root", "root 2", "root 2", "head", "release record"],
            commands.Select(command => command.GetProperty("shows").GetString() ?? "")
                .Where(shows => shows.Contains("signature", StringComparison.Ordinal))
                .Select(shows => shows.Split(':')[0]));

        var head = File.ReadAllText(HeadPath);
        File.WriteAllText(HeadPath, head.Replace("\"payload\":\"ey", "\"payload\":\"ew", StringComparison.Ordinal));
        File.AppendAllText(BlobPath(result), "more");
        Assert.All(
            commands.Where(command => command.GetProperty("shows").GetString() is { } shows
                && (shows.StartsWith("head: sig", StringComparison.Ordinal) || shows == "bundle: digest of the file")),
            command => Assert.NotEqual(0, Bash(command)));
    }

    [Fact]
    public async Task An_old_head_is_refused_and_nothing_is_asked_after_it()
    {
        await PublishAsync();

        var result = await VerifyAsync(new OtherDay(8));

        Assert.Equal(1, result.ExitCode);
        var last = result.Out.Split("\n\n")[0].Split('\n')[^1];
        Assert.StartsWith("refused  head: expiry of the head: the head expired at ", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_bytes_in_the_place_of_the_bundle_are_refused()
    {
        await PublishAsync();
        var good = JsonDocument.Parse((await VerifyAsync("-o", "json")).Out).RootElement;
        Assert.Equal("accepted", good.GetProperty("outcome").GetString());
        Assert.Equal(1, good.GetProperty("sequence").GetInt64());
        var path = BlobPath(good);
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        var result = await VerifyAsync("-o", "json");

        Assert.Equal(1, result.ExitCode);
        var report = JsonDocument.Parse(result.Out).RootElement;
        Assert.Equal("refused", report.GetProperty("outcome").GetString());
        var last = report.GetProperty("checks").EnumerateArray().Last();
        Assert.Equal("digest of the file", last.GetProperty("check").GetString());
        Assert.Equal("refused", last.GetProperty("outcome").GetString());
        Assert.Contains("was signed", last.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_bundle_is_refused()
    {
        await PublishAsync();
        var digest = JsonDocument.Parse((await VerifyAsync("-o", "json")).Out).RootElement
            .GetProperty("contentDigest").GetString() ?? "";
        await Gwp.RunAsync("keys", "revoke", folder.At("keys"), digest);
        await Gwp.RunAsync("keys", "sign-root", folder.At("keys"));
        File.Copy(folder.At("keys/2.root.json"), folder.At("store/trust/2.root.json"));

        var result = await VerifyAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("refused  head: revocation: release 1", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_in_an_archive_is_verified_by_its_release_record_at_any_time()
    {
        await PublishAsync();
        var bundle = BlobPath(JsonDocument.Parse((await VerifyAsync("-o", "json")).Out).RootElement);
        string[] arguments = ["verify", bundle, "--release", ReleasePath, "--trust", folder.At("keys/1.root.json")];

        var good = await Gwp.RunAsync(arguments, time: new OtherDay(400));
        File.AppendAllText(bundle, "more");
        var bad = await Gwp.RunAsync(arguments);

        Assert.Equal(0, good.ExitCode);
        Assert.Contains("ok       release record: revocation\n", good.Out, StringComparison.Ordinal);
        Assert.Contains("ok       bundle: totals within the limits\n", good.Out, StringComparison.Ordinal);
        Assert.Equal(1, bad.ExitCode);
        Assert.Contains("refused  bundle: length: it has ", bad.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_of_other_keys_is_refused()
    {
        await PublishAsync();
        await Gwp.RunAsync("keys", "init", folder.At("others"));

        var result = await Gwp.RunAsync(
            "verify", ReleasePath, "--release", ReleasePath, "--trust", folder.At("others/1.root.json"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            "refused  release record: signatures by keys of its role: the release record is not signed",
            result.Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_that_is_not_there_is_a_broken_world()
    {
        var result = await Gwp.RunAsync(
            "verify", "--store", "https://127.0.0.1:9", "--channel", "edge", "--trust", folder.At("none.json"));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("none.json", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_that_is_not_there_is_refused()
    {
        await PublishAsync();
        File.Delete(HeadPath);

        var result = await VerifyAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            "refused  head: in the store: there is no channels/edge/current.json\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_a_broken_world()
    {
        await Gwp.RunAsync("keys", "init", folder.At("keys"));

        var result = await VerifyAsync();

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("is not there", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--trust root.json")]
    [InlineData("--trust root.json --store store")]
    [InlineData("--trust root.json --store store --channel edge bundle.tar.gz")]
    [InlineData("--trust root.json bundle.tar.gz")]
    [InlineData("--trust root.json --store store --channel Edge")]
    [InlineData("--trust root.json --store s3://bucket --channel edge")]
    [InlineData("--store store --channel edge")]
    public async Task What_was_written_wrongly_is_said(string arguments)
    {
        var result = await Gwp.RunAsync(["verify", .. arguments.Split(' ')]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("'gwp verify --help'", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private string HeadPath => folder.At("store/channels/edge/current.json");

    private string ReleasePath => folder.At("store/releases/edge/1-000000000001.json");

    private string BlobPath(JsonElement report) =>
        folder.At($"store/blobs/sha256/{report.GetProperty("blobDigest").GetString()?[7..]}");

    private static int Bash(JsonElement command) => Bash(command.GetProperty("line").GetString() ?? "");

    private static int Bash(string line)
    {
        try
        {
            using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", $"exec 2>&1; set -e -o pipefail; {line}"])
            {
                RedirectStandardOutput = true,
            });
            Assert.NotNull(bash);
            bash.StandardOutput.ReadToEnd();
            bash.WaitForExit();

            return bash.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }

    private async Task PublishAsync()
    {
        folder.Write("shop/shop.yaml", Manifests.Shop);
        if (!Directory.Exists(folder.At("keys")))
        {
            await Gwp.RunAsync("keys", "init", folder.At("keys"));
        }

        var result = await Gwp.RunAsync(
            "publish", "--from", folder.At("shop"), "--channel", "edge", "--store", folder.At("store"),
            "--keys", folder.At("keys"));
        Assert.Equal(0, result.ExitCode);
    }

    private async Task RotateAsync()
    {
        await PublishAsync();
        await Gwp.RunAsync("keys", "rotate", folder.At("keys"), "channel");
        await Gwp.RunAsync("keys", "sign-root", folder.At("keys"));
        await PublishAsync();
    }

    private Task<Gwp> VerifyAsync(params string[] more) => Gwp.RunAsync(
        ["verify", "--store", folder.At("store"), "--channel", "edge", "--trust", folder.At("keys/1.root.json"), .. more]);

    private Task<Gwp> VerifyAsync(TimeProvider time) => Gwp.RunAsync(
        ["verify", "--store", folder.At("store"), "--channel", "edge", "--trust", folder.At("keys/1.root.json")],
        time: time);
}
