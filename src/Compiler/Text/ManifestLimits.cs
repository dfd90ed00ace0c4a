namespace GatewayPipeline.Compiler.Text;

/// <summary>How much of a tree is read: the one table for those who read files and for the parser.</summary>
public static class ManifestLimits
{
    /// <summary>Bytes of one file.</summary>
    public const int FileBytes = 16 * 1024 * 1024;

    /// <summary>Bytes of all files together.</summary>
    public const long TreeBytes = 512L * 1024 * 1024;

    public const int Files = 200_000;

    /// <summary>Mappings and sequences inside each other.</summary>
    public const int Depth = 64;
}
