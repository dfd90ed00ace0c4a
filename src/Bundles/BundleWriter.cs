using System.Collections.Immutable;
using System.Runtime.InteropServices;
using GatewayPipeline.Bundles.Format;

namespace GatewayPipeline.Bundles;

/// <summary>Packs a snapshot. The same snapshot gives the same content on every machine.</summary>
public static class BundleWriter
{
    /// <exception cref="ArgumentException">The snapshot breaks its own contract: a defect of the program that made
    /// it.</exception>
    /// <exception cref="BundleTooLargeException">The snapshot is larger than any reader accepts.</exception>
    public static Bundle Pack(XdsSnapshot snapshot)
    {
        if (SnapshotRules.FindViolation(snapshot) is { } violation)
        {
            throw new ArgumentException($"The snapshot cannot be packed: {violation}", nameof(snapshot));
        }

        if (SnapshotRules.FindExcess(snapshot.Totals) is { } excess)
        {
            throw new BundleTooLargeException(
                $"The configuration is too large: {excess}. Split it over several gateways.");
        }

        var files = BundleFiles.Of(snapshot);
        var index = IndexOf(snapshot, files);
        var tar = Tar.Write([new(BundleFiles.Index, IndexJson.Write(index)), .. files]);
        var (blob, content) = Seal(tar);
        if (blob.Length > Limits.BundleBytes)
        {
            throw new BundleTooLargeException(
                $"The configuration is too large: {blob.Length} bytes compressed, and a bundle holds at most "
                + $"{Limits.BundleBytes}. Split it over several gateways.");
        }

        return new(blob, new(BundleDigest.Of(blob), blob.Length, content), index, snapshot);
    }

    // The two longest steps need nothing of each other.
    private static (byte[] Blob, BundleDigest Content) Seal(byte[] tar)
    {
        byte[] blob = [];
        BundleDigest content = default;
        Parallel.Invoke(() => blob = Gzip.Compress(tar), () => content = BundleDigest.Of(tar));

        return (blob, content);
    }

    private static BundleIndex IndexOf(XdsSnapshot snapshot, ImmutableArray<TarEntry> files) => new()
    {
        Format = BundleIndex.CurrentFormat,
        Files = [.. files.Select(file => new IndexedFile(file.Name, file.Content.Length, Sha256(file.Content)))],
        Resources = IndexedResources(snapshot.Resources),
        Totals = snapshot.Totals,
        Requires = snapshot.Requires,
    };

    private static ImmutableArray<IndexedResource> IndexedResources(ImmutableArray<XdsResource> resources)
    {
        var indexed = new IndexedResource[resources.Length];
        Parallel.For(0, resources.Length, number =>
        {
            var (typeUrl, name, value) = resources[number];
            indexed[number] = new(typeUrl, name, Sha256(value));
        });

        return ImmutableCollectionsMarshal.AsImmutableArray(indexed);
    }

    private static string Sha256(ReadOnlyMemory<byte> bytes) => BundleDigest.Of(bytes.Span).Hex;
}
