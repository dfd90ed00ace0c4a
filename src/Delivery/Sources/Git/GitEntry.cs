using GatewayPipeline.Bundles;
using LibGit2Sharp;

namespace GatewayPipeline.Delivery.Sources.Git;

/// <summary>
/// An entry of a commit's tree. Bytes come from the object store as they are: no checkout, no filter, no attribute.
/// </summary>
internal sealed class GitEntry(Repository repository, ObjectId id, string name, Mode mode)
    : SourceEntry(name, KindOf(mode))
{
    public static GitEntry Root(Repository repository, ObjectId tree) => new(repository, tree, "", Mode.Directory);

    public override IEnumerable<SourceEntry> List() => Tree().Select(Of);

    public override SourceEntry? Find(string child) => Tree()[child] is { } entry ? Of(entry) : null;

    public override FileContent Read() => Guard<FileContent>(() =>
    {
        var header = repository.ObjectDatabase.RetrieveObjectMetadata(id);
        if (header.Type is not ObjectType.Blob)
        {
            return new FileContent.Refused("what the commit has here is no file");
        }

        return header.Size > Limits.ManifestBytes ? new FileContent.TooLarge(header.Size) : ReadBlob();
    });

    private FileContent.Bytes ReadBlob()
    {
        using var stream = Present(repository.Lookup<Blob>(id)).GetContentStream();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);

        return new FileContent.Bytes(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), mode is Mode.ExecutableFile);
    }

    private Tree Tree() => Guard(() => Present(repository.Lookup<Tree>(id)));

    private T Present<T>(T? found)
        where T : class =>
        found ?? throw new DamagedRepositoryException($"the object {id} is missing");

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (LibGit2SharpException exception)
        {
            throw new DamagedRepositoryException($"the object {id} cannot be read: {exception.Message}", exception);
        }
    }

    private GitEntry Of(TreeEntry entry) => new(repository, entry.Target.Id, entry.Name, entry.Mode);

    private static EntryKind KindOf(Mode mode) => mode switch
    {
        Mode.Directory => EntryKind.Folder,
        Mode.SymbolicLink => EntryKind.Link,
        Mode.GitLink => EntryKind.Submodule,
        _ => EntryKind.File,
    };
}
