namespace GatewayPipeline.EndToEnd.Tests.Running;

/// <summary>A folder for one test, with a short path: a UNIX socket's may have 107 bytes.</summary>
public sealed class Workspace : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("gwp-").FullName;

    public string At(string path) => Path.Combine(Root, path);

    /// <summary>Writes as editors do: aside, then renamed over.</summary>
    public void Write(string path, string text)
    {
        var target = At(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target) ?? Root);
        var aside = Path.Combine(Root, $".{Guid.NewGuid():N}");
        File.WriteAllText(aside, text);
        File.Move(aside, target, overwrite: true);
    }

    /// <summary>Writes bytes in their place.</summary>
    public void WriteBytes(string path, byte[] bytes)
    {
        var target = At(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target) ?? Root);
        File.WriteAllBytes(target, bytes);
    }

    /// <summary>Copies a folder of the repository.</summary>
    public void Copy(string from, string to)
    {
        var source = Path.Combine(Programs.Repository, from);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            Write(Path.Combine(to, Path.GetRelativePath(source, file)), File.ReadAllText(file));
        }
    }

    /// <summary>Makes a folder of the repository visible, to be read as it is.</summary>
    public void Link(string folder) =>
        Directory.CreateSymbolicLink(At(folder), Path.Combine(Programs.Repository, folder));

    public void Dispose()
    {
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (IOException)
        {
            // A child that is just ending may still write; the system's temporary folder is cleaned in its own time.
        }
    }
}
