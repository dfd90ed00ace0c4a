using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using GatewayPipeline.Bundles.Format;

namespace GatewayPipeline.Bundles.Tests.Vectors;

/// <summary>Bundles that open, in every shape that the format has.</summary>
internal static class BundleVectors
{
    public static ImmutableArray<BundleVector> Make(SortedDictionary<string, byte[]> files)
    {
        var bundles = ImmutableArray.CreateBuilder<BundleVector>();
        foreach (var (name, shows, tar, level) in Good())
        {
            Add($"bundles/good/{name}.tar.gz", shows, VectorFiles.Gzip(tar, level), contentOf: tar);
        }

        foreach (var bad in BadBundles.Make())
        {
            Add($"bundles/refused/{bad.Name}.tar.gz", bad.Shows, bad.Blob, bad.Tar, bad.Signed);
        }

        return bundles.ToImmutable();

        void Add(string file, string shows, byte[] blob, byte[] contentOf, BundleReference? signed = null)
        {
            files.Add(file, blob);
            signed ??= new(BundleDigest.Of(blob), blob.Length, BundleDigest.Of(contentOf));
            bundles.Add(BundleReader.Open(blob, signed) switch
            {
                BundleOpening.Opened { Bundle.Index: var index } =>
                    new(file, shows, signed, null, ["index.json", .. index.Files.Select(each => each.Path)]),
                BundleOpening.Refused { Reason: var reason } => new(file, shows, signed, reason, null),
                _ => throw new System.Diagnostics.UnreachableException(),
            });
        }
    }

    private static IEnumerable<(string Name, string Shows, byte[] Tar, CompressionLevel Level)> Good()
    {
        var small = TarOf(Snapshots.Small);
        const CompressionLevel smallest = CompressionLevel.SmallestSize;

        yield return ("small", "a listener, a route configuration and two clusters", small, smallest);
        yield return ("stored", "the content of small.tar.gz by another encoder: another blob, the same contentDigest",
            small, CompressionLevel.NoCompression);
        yield return ("nothing", "no resource at all: only the two files that are always there",
            TarOf(Snapshots.Of()), smallest);
        yield return ("every-type", "one resource of each type", TarOf(Snapshots.Of(
            [.. TypeUrls.InActivationOrder.Select(type => new XdsResource(type, "one", "value"u8.ToArray()))])),
            smallest);
        yield return ("odd-names", "names that the index escapes, in ordinal order of their UTF-16 code units",
            TarOf(Snapshots.Of(
                [.. ((string[])["é", "日本", "\"<>&'+`\\", "\uFFFD", "🚀", " \n\t", "~"]).Select(
                    name => new XdsResource(TypeUrls.Cluster, name, Encoding.UTF8.GetBytes(name)))])), smallest);
        yield return ("long-values", "resources of 127, 128 and 20000 bytes: lengths of one, two and three bytes",
            TarOf(Snapshots.Of([.. ((int[])[127, 128, 20000]).Select(length =>
                new XdsResource(TypeUrls.Listener, $"of-{length}", new byte[length]))])), smallest);
    }

    internal static byte[] TarOf(XdsSnapshot snapshot)
    {
        var bundle = BundleWriter.Pack(snapshot);

        return Tar.Write([.. Archives.Entries(bundle).Select(entry => new TarEntry(entry.Name, entry.Content))]);
    }
}
