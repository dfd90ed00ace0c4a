namespace GatewayPipeline.Cli.Output;

/// <summary>Writes a file completely or not at all: beside it first, then renamed over it.</summary>
internal static class WholeFile
{
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var full = Path.GetFullPath(path);
        var beside = $"{full}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllBytes(beside, bytes);
            File.Move(beside, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(beside);
            throw new BrokenWorldException($"{path} cannot be written: {e.Message}", e);
        }
    }
}
