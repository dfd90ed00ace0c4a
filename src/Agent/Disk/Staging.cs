using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Agent.Disk;

/// <summary>
/// Generations on disk: a folder each, with the bundle, its release record and the head that named it. Nothing read
/// from here is believed more than what comes from a store: signatures and digests are checked on every load.
/// </summary>
internal sealed class Staging(string folder, TrustAnchor trust)
{
    /// <summary>The active one, and two to go back to.</summary>
    public const int Kept = 3;

    private const string BundleFile = "bundle.tar.gz";
    private const string ReleaseFile = "release.json";
    private const string HeadFile = "head.json";

    /// <summary>Newest first. That a name is listed does not mean that it holds anything good.</summary>
    public ImmutableArray<string> Generations =>
        [
            .. Directory.EnumerateDirectories(folder)
                .Select(path => Path.GetFileName(path))
                .OrderDescending(StringComparer.Ordinal),
        ];

    /// <summary>Writes a generation. The head goes last: without it there is no generation.</summary>
    /// <exception cref="IOException">The disk did not take it.</exception>
    public StagedBundle Write(SignedRelease signed, Bundle bundle)
    {
        var path = Path.Combine(folder, StagedBundle.GenerationOf(signed.Head, signed.Target));
        DurableFile.CreateFolder(path);
        DurableFile.SweepLeftovers(path);
        var staged = StagedBundle.From(path, signed.Head, signed.Target, bundle);
        DurableFile.Write(Path.Combine(path, BundleFile), bundle.Bytes.Span);
        DurableFile.Write(staged.StaticBootstrap, bundle.Snapshot.StaticBootstrap.Span);
        DurableFile.Write(Path.Combine(path, ReleaseFile), signed.ReleaseBytes.Span);
        DurableFile.Write(Path.Combine(path, HeadFile), signed.HeadBytes.Span);

        return staged;
    }

    /// <summary>Takes over a head that was signed anew for a release that is here already.</summary>
    public static StagedBundle Renew(StagedBundle staged, SignedRelease signed)
    {
        DurableFile.Write(Path.Combine(staged.Folder, HeadFile), signed.HeadBytes.Span);

        return staged with { Head = signed.Head, Target = signed.Target };
    }

    /// <summary>Null, and the reason, when the generation is not whole or not signed as it should be.</summary>
    public StagedBundle? Load(string generation, out string problem)
    {
        var path = Path.Combine(folder, generation);
        try
        {
            var head = Read(path, HeadFile, Limits.HeadBytes);
            var release = Read(path, ReleaseFile, Limits.ReleaseBytes);
            if (trust.VerifyAccepted(head, release) is not Verdict.Trusted trusted)
            {
                problem = "its signatures do not hold";
                return null;
            }

            var opening = BundleReader.Open(Read(path, BundleFile, Limits.BundleBytes), trusted.Target.Bundle);
            problem = opening is BundleOpening.Refused refused ? $"its bundle cannot be used: {refused.Reason}" : "";

            return opening is BundleOpening.Opened opened
                && generation == StagedBundle.GenerationOf(trusted.Head, trusted.Target)
                ? StagedBundle.From(path, trusted.Head, trusted.Target, opened.Bundle)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = exception.Message;
            return null;
        }
    }

    /// <summary>
    /// The bundle to start an Envoy with: the active one, else the newest. Signatures are not looked at, since the
    /// agent that this Envoy will ask does so.
    /// </summary>
    public static Bundle? FindUnverified(string folder, string? active)
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        var names = Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path))
            .OrderByDescending(name => name == active).ThenByDescending(name => name, StringComparer.Ordinal);
        foreach (var file in names.Select(name => Path.Combine(folder, name, BundleFile)).Where(File.Exists))
        {
            if (BundleReader.Open(File.ReadAllBytes(file)) is BundleOpening.Opened opened)
            {
                return opened.Bundle;
            }
        }

        return null;
    }

    /// <summary>The generations whose signatures hold, each with the floor that its head set.</summary>
    public IEnumerable<(string Generation, TrustFloor Floor)> Verified
    {
        get
        {
            foreach (var generation in Generations)
            {
                if (FloorOf(Path.Combine(folder, generation)) is { } floor)
                {
                    yield return (generation, floor);
                }
            }
        }
    }

    /// <summary>The floor that the generations on disk stand for; for when the floor's own file is gone.</summary>
    public TrustFloor? FindFloor() =>
        Verified.Aggregate(default(TrustFloor), (floor, each) => TrustFloor.Together(floor, each.Floor));

    /// <summary>
    /// The bundle's bytes if some generation has them, so that a release with old content needs no download.
    /// </summary>
    public ReadOnlyMemory<byte>? FindBundle(BundleReference wanted)
    {
        foreach (var path in Generations.Select(generation => Path.Combine(folder, generation, BundleFile)))
        {
            try
            {
                if (new FileInfo(path) is { Exists: true } file && file.Length == wanted.Length
                    && File.ReadAllBytes(path) is var bytes && BundleDigest.Of(bytes) == wanted.Blob)
                {
                    return bytes;
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Then it is fetched.
            }
        }

        return null;
    }

    /// <summary>Removes all but the newest generations and those that are in use.</summary>
    public void Prune(params IEnumerable<string> inUse)
    {
        var kept = inUse.ToHashSet(StringComparer.Ordinal);
        foreach (var generation in Generations.Where(name => !kept.Contains(name)).Skip(Kept - kept.Count))
        {
            var path = Path.Combine(folder, generation);
            File.Delete(Path.Combine(path, HeadFile));
            Directory.Delete(path, recursive: true);
        }
    }

    private TrustFloor? FloorOf(string path)
    {
        try
        {
            return trust.VerifyAccepted(
                Read(path, HeadFile, Limits.HeadBytes), Read(path, ReleaseFile, Limits.ReleaseBytes))
                is Verdict.Trusted trusted
                ? trusted.Floor
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A generation that was never finished says nothing.
            return null;
        }
    }

    private static ReadOnlyMemory<byte> Read(string path, string name, int limit)
    {
        var file = Path.Combine(path, name);

        return new FileInfo(file).Length <= limit
            ? File.ReadAllBytes(file)
            : throw new IOException($"'{file}' is larger than {limit} bytes");
    }
}

/// <summary>A head and the release record that it names, as read and as signed.</summary>
internal sealed record SignedRelease(
    ChannelHead Head, HeadTarget Target, ReleaseRecord Record, TrustFloor Floor, ReadOnlyMemory<byte> HeadBytes,
    ReadOnlyMemory<byte> ReleaseBytes);
