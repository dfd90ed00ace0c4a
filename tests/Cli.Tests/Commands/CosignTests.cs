using System.Text.Json;

namespace GatewayPipeline.Cli.Tests.Commands;

/// <summary>Two builders, each with a release key of its own, set up with commands alone.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class CosignTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task What_one_proposes_the_other_completes_and_the_head_follows()
    {
        await SetUpAsync();

        var proposed = await ProposeAsync("-o", "json");
        var completed = await CosignAsync("-o", "json");
        var published = await ProposeAsync();

        Assert.True(proposed.ExitCode == 0, proposed.Error);
        var proposal = JsonDocument.Parse(proposed.Out).RootElement;
        Assert.Equal(("proposed", 1, 1), (
            proposal.GetProperty("outcome").GetString(),
            proposal.GetProperty("sequence").GetInt64(),
            proposal.GetProperty("missingSignatures").GetInt64()));
        Assert.True(completed.ExitCode == 0, completed.Error);
        var signed = JsonDocument.Parse(completed.Out).RootElement;
        Assert.Equal("completed", signed.GetProperty("outcome").GetString());
        Assert.Equal(
            proposal.GetProperty("contentDigest").GetString(), signed.GetProperty("rebuiltDigest").GetString());
        Assert.Contains("published  channel edge is at sequence 1", published.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_a_channel_key_as_well_writes_the_head()
    {
        await SetUpAsync();
        await ProposeAsync();

        var result = await CosignAsync("--key", $"channel={folder.At("keys/channel.key.pem")}");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("published  channel edge is at sequence 1 (epoch 1, revision 1)", result.Out,
            StringComparison.Ordinal);
        Assert.True(File.Exists(folder.At("store/channels/edge/current.json")));
    }

    [Fact]
    public async Task Both_keys_in_one_place_publish_at_once()
    {
        await SetUpAsync();

        var result = await ProposeAsync(
            "--key", $"release={folder.At("keys/release.key.pem")}", "--key", $"release={folder.At("second.key.pem")}");

        Assert.Contains("published  channel edge", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_that_differs_is_refused_with_both_digests_and_what_differs()
    {
        await SetUpAsync();
        await ProposeAsync();
        var other = Manifests.Shop.Replace("uri: /new", "uri: /newer", StringComparison.Ordinal);
        folder.Write("second/shop.yaml", other);

        var text = await CosignAsync();
        var json = JsonDocument.Parse((await CosignAsync("-o", "json")).Out).RootElement;

        Assert.Equal(1, text.ExitCode);
        Assert.Contains("was proposed", text.Error, StringComparison.Ordinal);
        Assert.Contains("First differing file of the bundle: static.pb", text.Error, StringComparison.Ordinal);
        Assert.Contains("  RouteConfiguration http.80: differs", text.Error, StringComparison.Ordinal);
        Assert.Contains("The sources differ, too:", text.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("compiler", text.Error, StringComparison.Ordinal);
        Assert.Equal(("refused", "static.pb"), (
            json.GetProperty("outcome").GetString(), json.GetProperty("differingFile").GetString()));
        Assert.NotEqual(json.GetProperty("proposedDigest").GetString(), json.GetProperty("rebuiltDigest").GetString());
        Assert.False(Directory.Exists(folder.At("store/releases")));
    }

    [Fact]
    public async Task Other_files_are_refused_even_if_they_come_to_the_same()
    {
        await SetUpAsync();
        await ProposeAsync();
        folder.Write("second/shop.yaml", $"# the same\n{Manifests.Shop}");

        var result = await CosignAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("was made of other files", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_proposal_there_is_nothing_to_sign()
    {
        await SetUpAsync();

        var result = await CosignAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("has no proposal", result.Error, StringComparison.Ordinal);
        Assert.Contains("no proposal of release 7", (await CosignAsync("--sequence", "7")).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roots_reach_a_store_without_a_release()
    {
        await SetUpAsync();

        var result = await Gwp.RunAsync(
            "keys", "publish-root", folder.At("keys"), "--store", folder.At("store"));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            File.ReadAllBytes(folder.At("keys/2.root.json")), File.ReadAllBytes(folder.At("store/trust/2.root.json")));
        Directory.Delete(folder.At("keys"), recursive: true);
        await Gwp.RunAsync("keys", "init", folder.At("keys"));
        Assert.Equal(1, (await Gwp.RunAsync(
            "keys", "publish-root", folder.At("keys"), "--store", folder.At("store"))).ExitCode);
    }

    [Fact]
    public async Task Grants_have_channels_and_are_taken_back()
    {
        await SetUpAsync();
        var keys = folder.At("keys");

        await GrantAsync("release", "--with", folder.At("second.pub.pem"), "--channels", "tenant-*");
        await GrantAsync("release", "--withdraw");
        var shown = await Gwp.RunAsync("keys", "show", keys);

        Assert.Contains("for channels tenant-*", shown.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("release  2 of", shown.Out, StringComparison.Ordinal);
        var refused = await ProposeAsync("--key", $"release={folder.At("second.key.pem")}");
        Assert.Contains("not signed by any key", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "release", "--threshold", "2", "--with", "second.pub.pem")]
    [InlineData(2, "release", "--with", "second.pub.pem", "--channels", "No Channel")]
    [InlineData(2, "root", "--with", "second.pub.pem", "--channels", "edge")]
    [InlineData(2, "root", "--withdraw")]
    [InlineData(2, "publisher", "--with", "second.pub.pem")]
    [InlineData(3, "release", "--with", "nowhere.pem")]
    [InlineData(3, "release", "--withdraw")]
    [InlineData(3, "channel", "--withdraw", "--channels", "tenant-*")]
    public async Task Grants_that_make_no_sense_are_refused(int exitCode, params string[] arguments)
    {
        await SetUpAsync();

        var result = await Gwp.RunAsync(
        [
            "keys", "grant", folder.At("keys"),
            .. arguments.Select(word => word.EndsWith(".pem", StringComparison.Ordinal) ? folder.At(word) : word),
        ]);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.NotEmpty(result.Error);
    }

    public void Dispose() => folder.Dispose();

    private async Task SetUpAsync()
    {
        folder.Write("first/shop.yaml", Manifests.Shop);
        folder.Write("second/shop.yaml", Manifests.Shop);
        using var key = System.Security.Cryptography.ECDsa.Create(
            System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        folder.Write("second.pub.pem", key.ExportSubjectPublicKeyInfoPem());
        File.SetUnixFileMode(
            folder.Write("second.key.pem", key.ExportPkcs8PrivateKeyPem()),
            UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await Gwp.RunAsync("keys", "init", folder.At("keys"));
        await GrantAsync(
            "release", "--threshold", "2", "--with", folder.At("keys/release.key.pem"), "--with",
            folder.At("second.pub.pem"));
        Directory.CreateDirectory(folder.At("roots"));
        foreach (var root in Directory.GetFiles(folder.At("keys"), "*.root.json"))
        {
            File.Copy(root, Path.Combine(folder.At("roots"), Path.GetFileName(root)));
        }
    }

    private async Task GrantAsync(params string[] arguments)
    {
        var drafted = await Gwp.RunAsync(["keys", "grant", folder.At("keys"), .. arguments]);
        Assert.True(drafted.ExitCode == 0, drafted.Error);
        Assert.Equal(0, (await Gwp.RunAsync("keys", "sign-root", folder.At("keys"))).ExitCode);
    }

    private Task<Gwp> ProposeAsync(params string[] more) => Gwp.RunAsync(
        ["publish", "--from", folder.At("first"), "--channel", "edge", "--store", folder.At("store"), "--keys",
            folder.At("keys"), .. more]);

    private Task<Gwp> CosignAsync(params string[] more) => Gwp.RunAsync(
        ["cosign", "--from", folder.At("second"), "--channel", "edge", "--store", folder.At("store"), "--keys",
            folder.At("roots"), "--key", $"release={folder.At("second.key.pem")}", .. more]);
}
