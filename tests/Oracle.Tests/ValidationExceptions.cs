using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.Oracle.Tests;

/// <summary>The verdicts in which we differ from Istio's validation, each with its reason. The list may only shrink.</summary>
internal static class ValidationExceptions
{
    public static string File { get; } = Path.Combine(Programs.Repository, "tests", "Oracle.Tests", "validation-exceptions.txt");

    /// <summary>Name → reason: one a line, with a <c>#</c> between them.</summary>
    public static IReadOnlyDictionary<string, string> Read() => System.IO.File.ReadLines(File)
        .Where(line => line.Length > 0 && line[0] is not '#')
        .Select(line => line.Split('#', 2, StringSplitOptions.TrimEntries))
        .ToDictionary(parts => parts[0], parts => parts.ElementAtOrDefault(1) ?? "", StringComparer.Ordinal);
}
