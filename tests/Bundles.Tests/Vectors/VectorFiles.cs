using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;

namespace GatewayPipeline.Bundles.Tests.Vectors;

/// <summary>Every vector as file and entry of the list: the same each time, whoever asks.</summary>
public static class VectorFiles
{
    public const string ListName = "vectors.json";

    /// <summary>Paths relative to the folder of the vectors, with their bytes; the list itself among them.</summary>
    public static ImmutableSortedDictionary<string, byte[]> Make()
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        var bundles = BundleVectors.Make(files);
        var envelopes = EnvelopeVectors.Make(files);
        var chains = RootChainVectors.Make(files);
        ImmutableArray<VectorKey> used = [.. EnvelopeVectors.Keys, .. RootChainVectors.Keys];
        var keys = used.Select(key =>
        {
            var path = $"keys/{key.Name}.pub.pem";
            files.Add(path, Encoding.ASCII.GetBytes(key.PublicPem));

            return new KeyVector(key.Name, key.PublicKey.KeyId, path);
        }).ToImmutableArray();
        var list = new VectorList(
            1, keys, bundles, EnvelopeVectors.SignedBytes, envelopes, chains, files.ToDictionary(
                file => file.Key, file => BundleDigest.Of(file.Value).Hex, StringComparer.Ordinal));

        return files.Append(new(ListName, list.ToJson())).ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    public static void Write(string folder)
    {
        foreach (var (path, bytes) in Make())
        {
            var target = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? folder);
            File.WriteAllBytes(target, bytes);
        }
    }

    /// <summary>One gzip member with bundles' own header; the level does not show in it.</summary>
    public static byte[] Gzip(byte[] tar, CompressionLevel level = CompressionLevel.SmallestSize) =>
        Archives.Gzip(tar, level);
}
