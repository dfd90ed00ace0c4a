using System.Globalization;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Delivery.Sources;

/// <summary>One walk over a folder, with what it has counted so far.</summary>
internal sealed class FolderWalk(string root, long mostBytes, int mostFiles, CancellationToken cancellation)
{
    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        ReturnSpecialDirectories = false,
    };

    private readonly List<Manifest> manifests = [];
    private readonly Stack<string> folders = new([""]);
    private IgnoreRules ignored = IgnoreRules.None;
    private long bytes;
    private bool full;

    public List<Manifest> ReadAll()
    {
        ReadIgnoreFile();
        ReadSuppressionFile();
        while (!full && folders.TryPop(out var folder))
        {
            ReadFolder(folder);
        }

        return manifests;
    }

    private void ReadIgnoreFile()
    {
        switch (TryReadAtRoot(FolderSource.IgnoreFileName))
        {
            case Manifest.Readable { Text: var text }:
                ignored = IgnoreRules.Parse(text);
                break;
            case { } unreadable:
                manifests.Add(unreadable);
                break;
        }
    }

    private void ReadSuppressionFile()
    {
        if (TryReadAtRoot(ManifestTree.SuppressionFileName) is { } file)
        {
            manifests.Add(file);
        }
    }

    private Manifest? TryReadAtRoot(string name)
    {
        var file = new FileInfo(Path.Combine(root, name));

        return file.LinkTarget is not null ? new Manifest.Unreadable(name, UnreadableReason.Link)
            : file.Exists ? ManifestFile.TryRead(file.FullName, name, out _)
            : null;
    }

    private void ReadFolder(string folder)
    {
        try
        {
            var here = new DirectoryInfo(Path.Combine(root, folder));
            foreach (var entry in here.EnumerateFileSystemInfos("*", Everything))
            {
                cancellation.ThrowIfCancellationRequested();
                Take(entry, folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}");
                if (full)
                {
                    return;
                }
            }
        }
        catch (DirectoryNotFoundException) when (folder.Length > 0)
        {
            // Removed while the walk was on its way: as if it had never been there.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Refuse(folder.Length == 0 ? "." : folder, SystemWord.Of(exception));
        }
    }

    private void Take(FileSystemInfo entry, string path)
    {
        // The first is known from the listing, the second asks the disk: an entry that is gone claims to be everything.
        var isLink = entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && entry.LinkTarget is not null;
        var isFolder = entry is DirectoryInfo;
        if (ignored.Ignores(path, isFolder))
        {
            return;
        }

        if (isFolder && !isLink)
        {
            if (entry.Name[0] != '.')
            {
                folders.Push(path);
            }
        }
        else if (FolderSource.IsManifestName(entry.Name))
        {
            TakeManifest(entry, path, isLink);
        }
    }

    private void TakeManifest(FileSystemInfo entry, string path, bool isLink)
    {
        if (manifests.Count >= mostFiles)
        {
            Fill(path, string.Create(
                CultureInfo.InvariantCulture, $"the tree has more than {mostFiles} manifests"));
        }
        else if (isLink)
        {
            manifests.Add(new Manifest.Unreadable(path, UnreadableReason.Link));
        }
        else if (ManifestFile.TryRead(entry.FullName, path, out var length) is { } manifest)
        {
            bytes += length;
            if (bytes > mostBytes)
            {
                Fill(path, string.Create(
                    CultureInfo.InvariantCulture, $"the tree has more than {mostBytes} bytes of manifests"));
            }
            else
            {
                manifests.Add(manifest);
            }
        }
    }

    // One entry says that the tree is too large; what was left unread would only repeat it.
    private void Fill(string path, string detail)
    {
        full = true;
        Refuse(path, $"{detail}; nothing was read from here on");
    }

    private void Refuse(string path, string detail) =>
        manifests.Add(new Manifest.Unreadable(path, UnreadableReason.Refused, detail));
}
