using GatewayPipeline.Bundles;

namespace GatewayPipeline.Delivery.Sources;

/// <summary>A file or folder on disk.</summary>
internal sealed class FolderEntry(string fullPath, string name, EntryKind kind) : SourceEntry(name, kind)
{
    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        ReturnSpecialDirectories = false,
    };

    public static FolderEntry Root(string path) => new(path, "", EntryKind.Folder);

    public static FolderEntry File(string path) => new(path, Path.GetFileName(path), EntryKind.File);

    public override IEnumerable<SourceEntry> List() =>
        new DirectoryInfo(fullPath).EnumerateFileSystemInfos("*", Everything).Select(Of);

    public override SourceEntry? Find(string child)
    {
        var file = new FileInfo(Path.Combine(fullPath, child));

        return file.LinkTarget is not null || file.Exists ? Of(file) : null;
    }

    public override FileContent Read()
    {
        try
        {
            return FileKind.IsKnownOther(fullPath) ? new FileContent.Refused("not a plain file") : ReadPlain();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new FileContent.Gone();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new FileContent.Refused(SystemWord.Of(exception));
        }
    }

    private FileContent ReadPlain()
    {
        using var handle = System.IO.File.OpenHandle(fullPath, options: FileOptions.SequentialScan);
        var stated = RandomAccess.GetLength(handle);
        if (stated > Limits.ManifestBytes)
        {
            return new FileContent.TooLarge(stated);
        }

        // A file that grows meanwhile is read to its stated length; the next reading sees the rest.
        var bytes = new byte[stated];
        var read = 0;
        while (read < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(read), read) is > 0 and var count)
        {
            read += count;
        }

        var isExecutable = !OperatingSystem.IsWindows()
            && System.IO.File.GetUnixFileMode(handle).HasFlag(UnixFileMode.UserExecute);

        return new FileContent.Bytes(bytes.AsMemory(0, read), isExecutable);
    }

    // The first is known from the listing, the second asks the disk: an entry that is gone claims to be everything.
    private static FolderEntry Of(FileSystemInfo entry) => new(
        entry.FullName,
        entry.Name,
        entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && entry.LinkTarget is not null ? EntryKind.Link
            : entry is DirectoryInfo ? EntryKind.Folder
            : EntryKind.File);
}
