using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace GatewayPipeline.Compiler.Tests.Istio;

/// <summary>Istio's own validation, the one behind its admission webhook, run from its command line.</summary>
internal sealed partial class Istioctl(string program)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Where it lies, or null.</summary>
    public static string? Find() => Environment.GetEnvironmentVariable("ISTIOCTL_PATH") is { Length: > 0 } named && File.Exists(named)
        ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "istioctl"))
            .FirstOrDefault(File.Exists);

    /// <summary>
    /// Name of a document → what is wrong with it; one that is missing was accepted. It fails as a whole on a document
    /// that it cannot bear: that one is asked alone, and null stands for its answer.
    /// </summary>
    public async Task<ImmutableDictionary<string, ImmutableArray<string>?>> ErrorsAsync(
        IReadOnlyList<(string Name, string Text)> documents, CancellationToken cancellation)
    {
        if (documents.Count is 0)
        {
            return ImmutableDictionary<string, ImmutableArray<string>?>.Empty;
        }

        var output = await RunAsync(string.Join("\n---\n", documents.Select(document => document.Text)), cancellation);
        if (output.Contains(" is valid", StringComparison.Ordinal) || SummaryPattern().IsMatch(output))
        {
            return Read(output);
        }

        if (documents is [var (name, _)])
        {
            return ImmutableDictionary<string, ImmutableArray<string>?>.Empty.Add(name, null);
        }

        var half = documents.Count / 2;

        return (await ErrorsAsync([.. documents.Take(half)], cancellation))
            .AddRange(await ErrorsAsync([.. documents.Skip(half)], cancellation));
    }

    // Warnings come first, and are no matter here.
    private static ImmutableDictionary<string, ImmutableArray<string>?> Read(string output) =>
        SummaryPattern().Match(output) is { Success: true } summary
            ? MessagePattern().Matches(output, summary.Index)
                .GroupBy(match => match.Groups["name"].Value, StringComparer.Ordinal)
                .ToImmutableDictionary(
                    group => group.Key,
                    ImmutableArray<string>? (group) => [.. group.Select(match => match.Groups["text"].Value.Trim())],
                    StringComparer.Ordinal)
            : ImmutableDictionary<string, ImmutableArray<string>?>.Empty;

    private async Task<string> RunAsync(string text, CancellationToken cancellation)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, text, cancellation);
            var start = new ProcessStartInfo(program, ["validate", "-f", file])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation).WaitAsync(Limit, cancellation);

            return await output + await errors;
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex(@"Error: \d+ errors? occurred:")]
    private static partial Regex SummaryPattern();

    [GeneratedRegex(@"^\t\* \w+/[^/\s]*/(?<name>[\w-]+): (?<text>.*?)(?=^\t\* \w+/|\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex MessagePattern();
}
