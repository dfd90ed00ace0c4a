using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.Oracle.Tests;

/// <summary>The cases that need something not built yet. The list may only shrink.</summary>
internal static class NotYet
{
    private static readonly string File = Path.Combine(Programs.Repository, "tests", "Oracle.Tests", "not-yet.txt");

    /// <summary>Names, one a line; what follows a <c>#</c> is for people.</summary>
    public static IReadOnlySet<string> Read() => Names().ToHashSet(StringComparer.Ordinal);

    public static string[] Names() =>
        [.. System.IO.File.ReadLines(File).Select(line => line.Split('#')[0].Trim()).Where(name => name.Length > 0)];

    public static void AssertNone(IEnumerable<string> mended)
    {
        var names = string.Join("\n  ", mended.Order(StringComparer.Ordinal));
        Assert.True(names.Length == 0, $"these are built now: take their lines out of {File}\n  {names}");
    }
}
