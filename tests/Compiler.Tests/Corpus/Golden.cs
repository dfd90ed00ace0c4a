using System.Runtime.CompilerServices;

namespace GatewayPipeline.Compiler.Tests.Corpus;

/// <summary>Compares what a test made with what it made when somebody last looked. UPDATE_GOLDEN=1 takes the new over.</summary>
internal static class Golden
{
    public static string Corpus { get; } = Path.GetFullPath("../../corpus", Here());

    private static bool Update => Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is "1";

    /// <summary>The folder holds exactly these files with exactly these contents: a missing one fails, and so does one too many.</summary>
    public static void Verify(string directory, IReadOnlyDictionary<string, string> actual)
    {
        if (Update)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") is "true", "golden files are accepted by a person, not by CI: unset UPDATE_GOLDEN");
            Accept(directory, actual);
        }

        var advice = $"read the difference; if it is right, accept it with UPDATE_GOLDEN=1 dotnet test ({directory})";
        var expected = Directory.Exists(directory)
            ? Directory.EnumerateFiles(directory).ToDictionary(path => Path.GetFileName(path), File.ReadAllText, StringComparer.Ordinal)
            : [];
        Assert.True(expected.Keys.Order(StringComparer.Ordinal).SequenceEqual(actual.Keys.Order(StringComparer.Ordinal)),
            $"expected files {string.Join(", ", expected.Keys)}, made {string.Join(", ", actual.Keys)}; {advice}");
        foreach (var (name, text) in actual)
        {
            if (expected[name] != text)
            {
                Assert.Fail($"{name} differs at {FirstDifference(expected[name], text)}; {advice}");
            }
        }
    }

    private static void Accept(string directory, IReadOnlyDictionary<string, string> actual)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }

        Directory.CreateDirectory(directory);
        foreach (var (name, text) in actual)
        {
            File.WriteAllText(Path.Combine(directory, name), text);
        }
    }

    private static string FirstDifference(string expected, string actual)
    {
        var was = expected.Split('\n');
        var now = actual.Split('\n');
        var line = Enumerable.Range(0, Math.Max(was.Length, now.Length)).First(i => was.ElementAtOrDefault(i) != now.ElementAtOrDefault(i));

        return $"line {line + 1}: expected «{was.ElementAtOrDefault(line)}», made «{now.ElementAtOrDefault(line)}»";
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path) ?? "";
}
