using System.Globalization;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Signing;

/// <summary>
/// The roots in a folder: <c>N.root.json</c> for each that is done, and at most one <c>N.root.draft.json</c> that is
/// still being signed.
/// </summary>
internal sealed class RootFolder(string directory)
{
    public static string NameOf(int version) => string.Create(CultureInfo.InvariantCulture, $"{version}.root.json");

    public static string DraftNameOf(int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{version}.root.draft.json");

    /// <summary>The chain from the oldest root in the folder to the newest; null if there is none yet.</summary>
    /// <exception cref="KeyFileException">A root cannot be read or does not follow the one before.</exception>
    public RootChain? ReadChain()
    {
        var first = Directory.EnumerateFiles(directory, "*.root.json")
            .Select(path => Path.GetFileName(path).Split('.')[0])
            .Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0)
            .Where(version => version > 0)
            .DefaultIfEmpty(0)
            .Min();
        RootChain? chain = null;
        for (var version = first; File.Exists(PathOf(version)); version++)
        {
            var bytes = Read(PathOf(version));
            var isSound = chain is null
                ? RootChain.TryPin(bytes, out var longer, out var reason)
                : chain.TryExtend(bytes, out longer, out reason);
            chain = isSound
                ? longer
                : throw new KeyFileException($"{PathOf(version)} cannot be trusted: {reason}.");
        }

        return chain;
    }

    /// <summary>The root that is being signed; null if there is none.</summary>
    public RootDraft? ReadDraft(RootChain? chain)
    {
        var path = Path.Combine(directory, DraftNameOf((chain?.Newest.Version ?? 0) + 1));
        if (!File.Exists(path))
        {
            return null;
        }

        return RootDraft.TryRead(Read(path), chain?.Newest, out var draft, out var reason)
            ? draft
            : throw new KeyFileException($"{path} cannot become a root: {reason}.");
    }

    /// <summary>Writes a draft as what it is: a root if nobody's signature is missing.</summary>
    public string Write(RootDraft draft)
    {
        var (done, open) = (PathOf(draft.Root.Version), Path.Combine(directory, DraftNameOf(draft.Root.Version)));
        var path = draft.Missing.IsEmpty ? done : open;
        DurableFile.Write(path, draft.ToJson());
        if (path == done)
        {
            File.Delete(open);
        }

        return path;
    }

    private string PathOf(int version) => Path.Combine(directory, NameOf(version));

    private static byte[] Read(string path)
    {
        try
        {
            return new FileInfo(path).Length <= Limits.RootBytes
                ? File.ReadAllBytes(path)
                : throw new KeyFileException($"{path} is too large to be a root document.");
        }
        catch (Exception exception) when (
            exception is (IOException or UnauthorizedAccessException) and not KeyFileException)
        {
            throw new KeyFileException($"The root document {path} cannot be read: {exception.Message}", exception);
        }
    }
}
