namespace GatewayPipeline.Compiler.Tests;

/// <summary>The files of the repository that tests read, and those that they keep up to date.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Compares a file with what it must say; with UPDATE_GOLDEN=1 writes it instead, but never where CI runs.</summary>
    public static void Verify(string expected, params string[] parts)
    {
        var path = PathOf(parts);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "UPDATE_GOLDEN is not allowed where CI=true: a build must not write what it checks");
            File.WriteAllText(path, expected);
        }

        var actual = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";

        Assert.True(actual == expected, $"{string.Join('/', parts)} is not up to date: run UPDATE_GOLDEN=1 dotnet test, and look at what git shows");
    }

    private static string FindRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "GatewayPipeline.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException("GatewayPipeline.sln was not found above the test program");
    }
}
