namespace GatewayPipeline.Cli.Input;

/// <summary>Tells a bundle from a file of manifests, of which none begins like a gzip.</summary>
internal static class BundleFile
{
    public static bool IsBundle(string path)
    {
        using var file = File.OpenRead(path);

        return file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
    }
}
