namespace GatewayPipeline.Delivery.Sources;

internal enum EntryKind
{
    File,
    Folder,

    /// <summary>A symbolic link, wherever it leads.</summary>
    Link,

    /// <summary>Another repository, of which a commit names only where it is.</summary>
    Submodule,
}

/// <summary>Something in a tree of files, wherever these lie: what a walk needs to know of it.</summary>
internal abstract class SourceEntry(string name, EntryKind kind)
{
    public string Name => name;

    public EntryKind Kind => kind;

    /// <summary>What is in a folder, in any order. Failures are <see cref="IOException"/> and the like.</summary>
    public abstract IEnumerable<SourceEntry> List();

    /// <summary>What a folder has under a name; null if there is nothing.</summary>
    public abstract SourceEntry? Find(string child);

    /// <summary>The bytes of a file.</summary>
    public abstract FileContent Read();
}

/// <summary>What came of reading one file.</summary>
internal abstract record FileContent
{
    private FileContent()
    {
    }

    public sealed record Bytes(ReadOnlyMemory<byte> Content, bool IsExecutable) : FileContent;

    /// <summary>Larger than any manifest may be, and therefore not read.</summary>
    public sealed record TooLarge(long Length) : FileContent;

    public sealed record Refused(string Detail) : FileContent;

    /// <summary>Removed meanwhile: as if it had never been there.</summary>
    public sealed record Gone : FileContent;
}
