using System.Collections.Immutable;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Bundles.Tests.Vectors;

/// <summary>Roots that follow one another, and roots that do not.</summary>
internal static class RootChainVectors
{
    private static readonly VectorKey Old1 = new("root-1");
    private static readonly VectorKey Old2 = new("root-2");
    private static readonly VectorKey New1 = new("root-3");
    private static readonly VectorKey New2 = new("root-4");
    private static readonly VectorKey Online = new("online");
    private static readonly DateTimeOffset Expires = new(2036, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static ImmutableArray<VectorKey> Keys { get; } = [Old1, Old2, New1, New2, Online];

    public static ImmutableArray<RootChainVector> Make(SortedDictionary<string, byte[]> files)
    {
        var vectors = ImmutableArray.CreateBuilder<RootChainVector>();
        foreach (var (name, shows, roots) in All())
        {
            var paths = roots.Select((root, i) =>
            {
                var path = $"roots/{name}/{i + 1}.json";
                files.Add(path, root);

                return path;
            }).ToImmutableArray();
            var (trusted, refusal) = Follow([.. roots]);
            vectors.Add(new(shows, paths, trusted, refusal));
        }

        return vectors.ToImmutable();
    }

    /// <summary>What an agent does with a pinned root and those that it is offered after it.</summary>
    public static (int Trusted, string? Refusal) Follow(ImmutableArray<byte[]> roots)
    {
        var trusted = Assert.IsType<RootOpening.Trusted>(RootDocument.Open(roots[0])).Root;
        foreach (var offered in roots[1..])
        {
            switch (trusted.OpenNext(offered))
            {
                case RootOpening.Trusted next:
                    trusted = next.Root;
                    break;
                case RootOpening.Refused refused:
                    return (trusted.Version, refused.Reason);
            }
        }

        return (trusted.Version, null);
    }

    private static IEnumerable<(string Name, string Shows, byte[][] Roots)> All()
    {
        var first = Root(1, 2, Old1, Old2);
        var rotated = Root(2, 2, New1, New2);
        var pinned = Sign(first, Old1, Old2);
        var second = Sign(rotated, Old1, Old2, New1, New2);

        yield return ("rotation", "both old keys and both new keys have signed", [pinned, second]);
        yield return ("three", "each root behind the one before it", [
            pinned, second, Sign(Root(3, 1, Old1), New1, New2, Old1)]);
        yield return ("old-expired", "a root in the middle has expired: only the age of the last one matters", [
            pinned, Sign(rotated with { Expires = DateTimeOffset.UnixEpoch }, Old1, Old2, New1, New2),
            Sign(Root(3, 2, New1, New2), New1, New2)]);
        yield return ("higher-epoch", "the epoch goes up", [
            pinned, Sign(first with { Version = 2, Epoch = 2 }, Old1, Old2)]);
        yield return ("without-old", "one of two old keys has signed", [pinned, Sign(rotated, Old1, New1, New2)]);
        yield return ("without-new", "one of two new keys has signed", [pinned, Sign(rotated, Old1, Old2, New1)]);
        yield return ("only-new", "a root of a stranger that is signed by itself", [pinned, Sign(rotated, New1, New2)]);
        yield return ("same-key-twice", "one old key has signed twice", [
            pinned, Sign(rotated, Old1, Old1, New1, New2)]);
        yield return ("online-key", "signed by a key of the other roles", [
            pinned, Sign(first with { Version = 2 }, Old1, Online)]);
        yield return ("gap", "version 2 is left out", [pinned, Sign(first with { Version = 3 }, Old1, Old2)]);
        yield return ("again", "the same version again", [pinned, Sign(first with { Epoch = 2 }, Old1, Old2)]);
        yield return ("lower-epoch", "the epoch goes down", [
            Sign(first with { Epoch = 5 }, Old1, Old2),
            Sign(first with { Version = 2, Epoch = 4 }, Old1, Old2)]);
        yield return ("other-environment", "another environment", [
            pinned, Sign(first with { Version = 2, Environment = "staging" }, Old1, Old2)]);
        yield return ("threshold", "a role that asks for more keys than it names", [
            pinned, Sign(first with
            {
                Version = 2,
                Roles = first.Roles with { Root = first.Roles.Root with { Threshold = 3 } },
            }, Old1, Old2)]);
        yield return ("newer-format", "a format that is not there yet", [
            pinned, Sign(first with { Version = 2, Format = 2 }, Old1, Old2)]);
    }

    private static RootDocument Root(int version, int threshold, params VectorKey[] keys) => new()
    {
        Format = RootDocument.CurrentFormat,
        Version = version,
        Environment = "production",
        Epoch = 1,
        Expires = Expires,
        Keys = keys.Append(Online).ToImmutableSortedDictionary(
            key => key.PublicKey.KeyId, key => key.PublicKey.ToEntry(), StringComparer.Ordinal),
        Roles = new(
            new([.. keys.Select(key => key.PublicKey.KeyId)], threshold),
            [new([Online.PublicKey.KeyId], 1, ["*"])],
            [new([Online.PublicKey.KeyId], 1, ["*"])]),
    };

    private static byte[] Sign(RootDocument root, params VectorKey[] keys) =>
        VectorKey.Seal(PayloadTypes.Root, root.ToPayload(), keys);
}
