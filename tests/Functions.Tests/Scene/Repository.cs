using System.Runtime.CompilerServices;

namespace GatewayPipeline.Functions.Tests.Scene;

internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath("../../..", Here());

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path) ?? "";
}
