using System.Collections.Immutable;
using GatewayPipeline.Bundles.Format;

namespace GatewayPipeline.Bundles.Tests.Vectors;

/// <summary>Archives whose index agrees with its files, and which are no bundle nevertheless.</summary>
internal static class BadContents
{
    public static IEnumerable<BadBundle> Make(ImmutableArray<TarEntry> entries)
    {
        var files = entries[1..];
        var index = IndexJson.TryRead(entries[0].Content, out var read, out _)
            ? read
            : throw new InvalidDataException("no index to spoil");
        var version = files[^1].Content.ToArray();
        version[2] ^= 1;

        yield return Of("file-unknown", "a file that format 1 does not know",
            [.. files, new("xds/things.pb", files[^1].Content)]);
        yield return Of("file-bootstrap", "no bootstrap.json", [.. files[1..]]);
        yield return Of("resource-missing", "a type in the index without a file", [.. files[..^1]]);
        yield return Of("response-version", "a version_info that is not the digest of the resources",
            files.SetItem(files.Length - 1, new(files[^1].Name, version)));
        yield return Of("response-type", "the resources of another type",
            files.SetItem(files.Length - 1, new(files[^1].Name, files[^2].Content)));
        yield return Of("resource-digest", "a resource that is not the one whose digest is in the index", files,
            index.Resources.SetItem(0, index.Resources[0] with { Sha256 = index.Resources[1].Sha256 }));
        yield return Of("resource-more", "a resource that the index does not name", files,
            index.Resources.RemoveAt(0));
        yield return Of("resource-order", "names out of order", files,
            index.Resources.SetItem(0, index.Resources[0] with { Name = "z" }));

        BadBundle Of(
            string name,
            string shows,
            ImmutableArray<TarEntry> with,
            ImmutableArray<IndexedResource> resources = default)
        {
            var spoilt = index with
            {
                Files = [.. with.Select(
                    file => new IndexedFile(file.Name, file.Content.Length, BundleDigest.Of(file.Content.Span).Hex))],
                Resources = resources.IsDefault ? index.Resources : resources,
            };

            return BadBundles.OfTar(
                name, shows, Tar.Write([new("index.json", IndexJson.Write(spoilt)), .. with]));
        }
    }
}
