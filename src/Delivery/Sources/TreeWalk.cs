using System.Globalization;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Delivery.Sources;

/// <summary>How much one walk reads.</summary>
internal sealed record WalkLimits(long Bytes, int Files)
{
    // Folders and files that are no manifests cost time too; a commit can name one folder over and over.
    private const int EntriesPerFile = 10;

    public static WalkLimits Default { get; } = new(Bundles.Limits.TreeBytes, Bundles.Limits.TreeFiles);

    public long Entries => (long)Files * EntriesPerFile;
}

/// <summary>
/// One walk over a tree of files, with what it has counted so far. The same rules hold for a folder and for a commit:
/// the same files give the same manifests.
/// </summary>
internal sealed class TreeWalk(SourceEntry root, WalkLimits limits, TreeDigest? digest, CancellationToken cancellation)
{
    private readonly List<Manifest> manifests = [];
    private readonly Stack<(SourceEntry Folder, string Path)> folders = new([(root, "")]);
    private IgnoreRules ignored = IgnoreRules.None;
    private long bytes;
    private long entries;
    private bool full;

    public IReadOnlyList<Manifest> ReadAll()
    {
        if (TakeAtRoot(FolderSource.IgnoreFileName) is Manifest.Readable { Text: var text } file)
        {
            ignored = IgnoreRules.Parse(text);
            manifests.Remove(file);
        }

        TakeAtRoot(ManifestTree.SuppressionFileName);
        while (!full && folders.TryPop(out var next))
        {
            ReadFolder(next.Folder, next.Path);
        }

        return PathCollisions.Refuse(manifests);
    }

    private Manifest? TakeAtRoot(string name)
    {
        try
        {
            return root.Find(name) is { Kind: not EntryKind.Folder } entry ? Take(entry, name) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Refuse(name, UnreadableReason.Refused, SystemWord.Of(exception));
        }
    }

    private void ReadFolder(SourceEntry folder, string path)
    {
        try
        {
            foreach (var entry in folder.List())
            {
                cancellation.ThrowIfCancellationRequested();
                Visit(entry, path.Length == 0 ? entry.Name : $"{path}/{entry.Name}");
                if (full)
                {
                    return;
                }
            }
        }
        catch (DirectoryNotFoundException) when (path.Length > 0)
        {
            // Removed while the walk was on its way: as if it had never been there.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Refuse(path.Length == 0 ? "." : path, UnreadableReason.Refused, SystemWord.Of(exception));
        }
    }

    private void Visit(SourceEntry entry, string path)
    {
        if (++entries > limits.Entries)
        {
            Fill(path, $"the tree has more than {Number(limits.Entries)} files and folders");
        }
        else if (OddName.IsNoName(entry.Name))
        {
            Refuse(OddName.Escape(path), UnreadableReason.OddName, $"no folder can hold the name '{entry.Name}'");
        }
        else if (!ignored.Ignores(path, entry.Kind is EntryKind.Folder or EntryKind.Submodule))
        {
            VisitKept(entry, path);
        }
    }

    private void VisitKept(SourceEntry entry, string path)
    {
        switch (entry.Kind)
        {
            case EntryKind.Folder when entry.Name[0] == '.':
                break;
            case EntryKind.Folder when path.Length > OddName.LongestPath:
                Refuse(OddName.Escape(path), UnreadableReason.OddName, OddName.Find(path) ?? "");
                break;
            case EntryKind.Folder:
                folders.Push((entry, path));
                break;
            case EntryKind.Submodule:
                Refuse(OddName.Escape(path), UnreadableReason.Submodule);
                break;
            case EntryKind.File or EntryKind.Link when FolderSource.IsManifestName(entry.Name):
                TakeCounted(entry, path);
                break;
        }
    }

    private void TakeCounted(SourceEntry entry, string path)
    {
        if (manifests.Count >= limits.Files)
        {
            Fill(path, $"the tree has more than {Number(limits.Files)} manifests");
        }
        else if (OddName.Find(path) is { } why)
        {
            Refuse(OddName.Escape(path), UnreadableReason.OddName, why);
        }
        else
        {
            Take(entry, path);
        }
    }

    private Manifest? Take(SourceEntry entry, string path)
    {
        if (entry.Kind is EntryKind.Link)
        {
            return Refuse(path, UnreadableReason.Link);
        }

        var content = entry.Read();
        if (content is FileContent.Bytes read)
        {
            bytes += read.Content.Length;
            if (bytes > limits.Bytes)
            {
                return Fill(path, $"the tree has more than {Number(limits.Bytes)} bytes of manifests");
            }

            digest?.Add(path, read.IsExecutable, read.Content.Span);
        }
        else if (content is not FileContent.Gone)
        {
            digest?.AddUnread(path);
        }

        var manifest = ManifestFile.Of(path, content);
        if (manifest is not null)
        {
            manifests.Add(manifest);
        }

        return manifest;
    }

    // One entry says that the tree is too large; what was left unread would only repeat it.
    private Manifest.Unreadable Fill(string path, string detail)
    {
        full = true;

        return Refuse(OddName.Escape(path), UnreadableReason.Refused, $"{detail}; nothing was read from here on");
    }

    private Manifest.Unreadable Refuse(string path, UnreadableReason reason, string detail = "")
    {
        var refused = new Manifest.Unreadable(path, reason, detail);
        manifests.Add(refused);
        digest?.AddUnread(path);

        return refused;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
