using System.Runtime.CompilerServices;

namespace GatewayPipeline.Infrastructure.Tests;

/// <summary>Where files of the repository are.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath("../..", Here());

    /// <summary>The templates.</summary>
    public static string Templates { get; } = Path.Combine(Root, "infra", "bicep");

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Fails with one line for each offence, so that one run tells all there is to mend.</summary>
    public static void AssertNone(string rule, IEnumerable<string> offences)
    {
        var found = offences.ToArray();
        Assert.True(found is [], $"{rule}\n  {string.Join("\n  ", found)}");
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path) ?? "";
}
