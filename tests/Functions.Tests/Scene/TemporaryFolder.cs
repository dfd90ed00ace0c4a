namespace GatewayPipeline.Functions.Tests.Scene;

/// <summary>A folder of a test's own, gone when the test is over.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("gwp-").FullName;

    public string this[string relative] => Path.Combine(FullPath, relative);

    public string Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[relative]) ?? FullPath);
        File.WriteAllText(this[relative], text);

        return this[relative];
    }

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
