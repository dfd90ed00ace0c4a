using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Provenance;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Tests.Publishing;

namespace GatewayPipeline.Delivery.Tests.Provenance;

/// <summary>What a publication says of where a bundle comes from, and what others make of it.</summary>
public sealed class AttestationTests : IDisposable
{
    private static readonly Bundle Bundle = Workshop.BundleOf("first");
    private readonly Workshop workshop = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private PublicKey Key => workshop.Keys.Release.PublicKey;

    private string Path => StoreLayout.Attestation(Bundle.Reference.Blob, Key.KeyId);

    public void Dispose() => workshop.Dispose();

    [Fact]
    public async Task A_publication_says_where_the_bundle_comes_from()
    {
        var written = await PublishAsync();

        Assert.True(Attestation.TryRead(written, Bundle.Reference, Key, out var statement, out _));
        Assert.Equal(("shop", "test", Workshop.Channel), (
            statement.Predicate.BuildDefinition.ExternalParameters.Repository,
            statement.Predicate.BuildDefinition.ExternalParameters.Environment,
            statement.Predicate.BuildDefinition.ExternalParameters.Channel));
        Assert.Equal("0123abcd", statement.Predicate.BuildDefinition.ResolvedDependencies[0].Digest?.GitCommit);
    }

    [Fact]
    public void A_commit_is_named_as_the_tools_of_others_name_it()
    {
        var tree = BundleDigest.Of("tree"u8);
        var platform = BundleDigest.Of("platform"u8);
        ReleaseSource source = new(
            "https://example.com/org/shop.git", "0123", "refs/heads/main", "deploy", tree, Platform: platform);

        Assert.Equal(
            [
                new("git+https://example.com/org/shop.git@refs/heads/main", new(GitCommit: "0123")),
                new(Digest: new(Sha256: tree.Hex), Name: "source-tree"),
                new(Digest: new(Sha256: platform.Hex), Name: "platform-tree"),
            ],
            Dependencies.Of(source));
        Assert.Equal("git+file:///srv/my%20shop@0123", Dependencies.Of(new("/srv/my shop", "0123")).First().Uri);
        Assert.Equal([new ResolvedDependency("deploy/edge")], Dependencies.Of(new("deploy/edge")));
    }

    [Fact]
    public async Task Nothing_else_is_taken_for_it()
    {
        var written = await PublishAsync();
        var other = Workshop.BundleOf("second").Reference;
        var text = Encoding.UTF8.GetString(written.Span);

        Assert.False(Attestation.TryRead(written, other, Key, out _, out var reason));
        Assert.Contains("not about", reason, StringComparison.Ordinal);
        Assert.False(Attestation.TryRead(
            written, Bundle.Reference, workshop.Keys.Channel.PublicKey, out _, out reason));
        Assert.Contains("not signed", reason, StringComparison.Ordinal);
        Assert.All(
            (string[])[text.Replace("v0.3", "v0.2", StringComparison.Ordinal), text[..^1], "{}", "[]",
                text.Replace("{\"mediaType\"", "{\"mediaType\":\"a\",\"mediaType\"", StringComparison.Ordinal)],
            spoilt => Assert.False(Attestation.TryRead(
                Encoding.UTF8.GetBytes(spoilt), Bundle.Reference, Key, out _, out _)));
    }

    [Fact]
    public async Task Sigstores_own_verifier_believes_it_and_nothing_that_was_changed()
    {
        var written = await PublishAsync();
        var verifier = typeof(AttestationTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(each => each.Key == "Sigstore").Value ?? "";
        var text = Encoding.UTF8.GetString(written.Span);
        var payload = JsonDocument.Parse(written).RootElement
            .GetProperty("dsseEnvelope").GetProperty("payload").GetString();
        workshop.Folder.Write("key.pub", PublicPem());
        workshop.Folder.Write("ours.json", text);
        workshop.Folder.Write("spoilt.json", text.Replace(
            payload ?? "", Convert.ToBase64String("{}"u8), StringComparison.Ordinal));

        await RunAsync(0, "node", verifier, workshop.Folder["ours.json"], workshop.Folder["key.pub"]);
        await RunAsync(1, "node", verifier, workshop.Folder["spoilt.json"], workshop.Folder["key.pub"]);
    }

    [Fact]
    public async Task Cosign_believes_ours_and_we_believe_cosigns()
    {
        var folder = workshop.Folder;
        var written = await PublishAsync();
        folder.Write("ours.json", written.ToArray());
        folder.Write("bundle.tar.gz", Bundle.Bytes.ToArray());
        folder.Write("key.pub", PublicPem());
        string[] verify =
        [
            "verify-blob-attestation", "--key", folder["key.pub"], "--type", "slsaprovenance1",
            "--insecure-ignore-tlog", "--bundle",
        ];

        await CosignAsync(0, [.. verify, folder["ours.json"], folder["bundle.tar.gz"]]);
        folder.Write("other.tar.gz", "other"u8.ToArray());
        await CosignAsync(1, [.. verify, folder["ours.json"], folder["other.tar.gz"]]);

        Assert.True(SigstoreBundle.TryRead(written, out var envelope));
        folder.Write(
            "predicate.json", JsonDocument.Parse(envelope.Payload).RootElement.GetProperty("predicate").GetRawText());
        await CosignAsync(
            0, "import-key-pair", "--key", folder["keys/release.key.pem"], "--output-key-prefix", folder["c"]);
        await CosignAsync(
            0, "attest-blob", "--key", folder["c.key"], "--type", "slsaprovenance1", "--predicate",
            folder["predicate.json"], "--tlog-upload=false", "--new-bundle-format", "--use-signing-config=false",
            "--bundle", folder["theirs.json"], "--yes", folder["bundle.tar.gz"]);
        Assert.True(
            Attestation.TryRead(
                await File.ReadAllBytesAsync(folder["theirs.json"], Cancellation), Bundle.Reference, Key, out _,
                out var reason),
            reason);
    }

    private async Task<ReadOnlyMemory<byte>> PublishAsync()
    {
        Assert.IsType<Publication.Published>(
            await workshop.PublishAsync(Bundle, Workshop.Request with { Source = new("shop", "0123abcd") }));

        return Assert.IsType<StoreRead.Found>(
            await workshop.Store.GetAsync(Path, null, Limits.AttestationBytes, Cancellation)).Content;
    }

    private string PublicPem() =>
        $"-----BEGIN PUBLIC KEY-----\n{Convert.ToBase64String(Key.Spki.Span)}\n-----END PUBLIC KEY-----\n";

    private async Task CosignAsync(int expected, params string[] arguments)
    {
        var cosign = Environment.GetEnvironmentVariable("COSIGN_PATH");
        Assert.SkipWhen(cosign is null, "COSIGN_PATH names no cosign: nobody else can check the provenance");
        await RunAsync(expected, cosign ?? "", arguments);
    }

    private async Task RunAsync(int expected, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workshop.Folder.FullPath,
        };
        start.Environment["COSIGN_PASSWORD"] = "";
        start.Environment["HOME"] = workshop.Folder.FullPath;
        using var process = Process.Start(start);
        Assert.NotNull(process);
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var errors = await process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);

        Assert.True(
            process.ExitCode == expected,
            $"{program} {arguments[0]} ended with {process.ExitCode}, not {expected}:\n{await output}{errors}");
    }
}
