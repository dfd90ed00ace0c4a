using System.Collections.Immutable;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Bundles.Tests.Vectors;

/// <summary>
/// The vectors as they lie in <c>docs/vectors</c>: what the first format wrote opens for ever, and what it refused is
/// refused for ever.
/// </summary>
public sealed class VectorTests
{
    // Whoever has to change this breaks every reader out there. Add a list of a new format beside it instead.
    private const string FrozenList = "69ceab29dd019b0b300f2f2a94be5d915b136d6ba61bd951678a11a685da6139";

    private static readonly string Folder = Path.GetFullPath("../../../docs/vectors", Here());
    private static readonly VectorList List = VectorList.Read(Read(VectorFiles.ListName));

    [Fact]
    public void The_list_is_frozen_and_names_every_file()
    {
        Assert.Equal(FrozenList, BundleDigest.Of(Read(VectorFiles.ListName)).Hex);
        Assert.Equal(List.Sha256.Keys.Append(VectorFiles.ListName).Order(StringComparer.Ordinal), FilesOf(Folder));
        Assert.All(List.Sha256, file => Assert.Equal(file.Value, BundleDigest.Of(Read(file.Key)).Hex));
    }

    [Fact]
    public void Thirty_bundles_and_more_are_refused_each_for_its_own_reason()
    {
        Assert.True(List.Bundles.Count(vector => vector.Refusal is not null) >= 30);
        Assert.All(List.Bundles, vector => Assert.Equal(
            vector.File.StartsWith("bundles/refused/", StringComparison.Ordinal), vector.Refusal is not null));
    }

    [Fact]
    public void Bundles_open_or_are_refused_as_the_list_says() => Assert.All(List.Bundles, vector =>
    {
        switch (BundleReader.Open(Read(vector.File), vector.Signed))
        {
            case BundleOpening.Opened { Bundle: var bundle }:
                Assert.Null(vector.Refusal);
                Assert.Equal(
                    vector.Files ?? [], ["index.json", .. bundle.Index.Files.Select(file => file.Path)]);
                break;
            case BundleOpening.Refused { Reason: var reason }:
                Assert.Equal(vector.Refusal, reason);
                break;
        }
    });

    [Fact]
    public void The_bytes_that_are_signed_are_those_of_the_list() => Assert.All(List.SignedBytes, vector =>
    {
        var bytes = SignedEnvelope.ToSignedBytes(
            vector.PayloadType, System.Text.Encoding.UTF8.GetBytes(vector.Payload));

        Assert.Equal((vector.Length, vector.Sha256), (bytes.Length, BundleDigest.Of(bytes).Hex));
    });

    [Fact]
    public void Envelopes_count_or_do_not_as_the_list_says() => Assert.All(List.Envelopes, vector => Assert.Equal(
        vector.Accepted,
        SignedEnvelope.TryParse(Read(vector.File), out var envelope)
        && envelope.PayloadType == vector.PayloadType
        && SignatureCount.Of(envelope, Keys, [.. vector.Keys.Select(KeyId)]) >= vector.Threshold));

    [Fact]
    public void Root_chains_lead_as_far_as_the_list_says() => Assert.All(List.RootChains, vector => Assert.Equal(
        (vector.Trusted, vector.Refusal), RootChainVectors.Follow([.. vector.Files.Select(Read)])));

    /// <summary>The program writes what lies there, however the runtime compresses today.</summary>
    [Fact]
    public void Writing_the_vectors_again_changes_nothing() => Assert.All(
        VectorFiles.Make().Where(file => file.Key != VectorFiles.ListName && !IsRefusedBundle(file.Key)),
        file => Assert.Equal(Content(file.Key, Read(file.Key)), Content(file.Key, file.Value)));

    [Fact]
    public async Task Tar_lists_exactly_the_files_of_every_good_bundle()
    {
        foreach (var vector in List.Bundles.Where(vector => vector.Refusal is null))
        {
            var (exitCode, output) = await Programs.RunAsync("tar", "-tf", PathOf(vector.File));

            Assert.Equal(0, exitCode);
            Assert.Equal(vector.Files ?? [], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    [Fact]
    public async Task Openssl_accepts_the_signatures_that_we_accept()
    {
        using var folder = new TemporaryFolder();
        foreach (var vector in List.Envelopes.Where(vector => vector.Accepted))
        {
            Assert.True(SignedEnvelope.TryParse(Read(vector.File), out var envelope));
            File.WriteAllBytes(folder["signed"], SignedEnvelope.ToSignedBytes(
                envelope.PayloadType, envelope.Payload.Span));
            File.WriteAllBytes(folder["signature"], envelope.Signatures[^1].Value.ToArray());
            var key = List.Keys.Single(key => key.Name == (vector.Threshold == 2 ? "bob" : "ann"));

            var (exitCode, _) = await Programs.RunAsync(
                "openssl", "dgst", "-sha256", "-verify", PathOf(key.PublicKey), "-signature", folder["signature"],
                folder["signed"]);

            Assert.True(exitCode == 0, $"openssl refuses {vector.File}");
        }
    }

    private static RootDocument Keys => RootChainVectorsRoot() with
    {
        Keys = List.Keys.ToDictionary(key => key.KeyId, key =>
        {
            using var read = ECDsa.Create();
            read.ImportFromPem(System.Text.Encoding.ASCII.GetString(Read(key.PublicKey)));

            return PublicKey.Of(read).ToEntry();
        }),
    };

    private static RootDocument RootChainVectorsRoot() =>
        Assert.IsType<RootOpening.Trusted>(RootDocument.Open(Read(List.RootChains[0].Files[0]))).Root;

    private static string KeyId(string name) => List.Keys.Single(key => key.Name == name).KeyId;

    // What is wrong with a refused bundle is often in its compressed bytes: those are only read, never written again.
    private static bool IsRefusedBundle(string path) =>
        path.StartsWith("bundles/refused/", StringComparison.Ordinal);

    private static byte[] Content(string path, byte[] bytes)
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal))
        {
            return bytes;
        }

        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var tar = new MemoryStream();
        gzip.CopyTo(tar);

        return tar.ToArray();
    }

    private static IEnumerable<string> FilesOf(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path))
            .Order(StringComparer.Ordinal);

    private static byte[] Read(string path) => File.ReadAllBytes(PathOf(path));

    private static string PathOf(string path) => Path.Combine(Folder, path);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path) ?? "";
}
