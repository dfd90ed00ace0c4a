namespace GatewayPipeline.Infrastructure.Tests.Deployment;

/// <summary>The templates in a folder of their own, to be changed.</summary>
internal sealed class TemplateCopy : IDisposable
{
    private TemplateCopy(string folder) => Folder = folder;

    public string Folder { get; }

    public static TemplateCopy Make()
    {
        var folder = Directory.CreateTempSubdirectory("gwp-templates-").FullName;
        foreach (var file in Directory.EnumerateFiles(Repository.Templates, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Repository.Templates, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy) ?? folder);
            File.Copy(file, copy);
        }

        return new(folder);
    }

    /// <summary>Replaces what is there exactly once.</summary>
    public void Replace(string file, string text, string by)
    {
        var path = Path.Combine(Folder, file);
        var parts = File.ReadAllText(path).Split(text);
        Assert.True(parts.Length == 2, $"{file} has this {parts.Length - 1} times, and is to have it once:\n{text}");
        File.WriteAllText(path, string.Join(by, parts));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
