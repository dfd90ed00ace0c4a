using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Differences.Words;

/// <summary>
/// What fields of Envoy's messages are called in manifests. A line is a path, in which <c>*</c> stands for anything,
/// and the name that stands for it; the first line that fits counts.
/// </summary>
internal sealed class FieldNames(params ImmutableArray<(string Path, string Name)> names)
{
    /// <summary>The name of a field; what has none keeps Envoy's, and says so.</summary>
    public string Of(string path)
    {
        foreach (var (pattern, name) in names)
        {
            if (Fit(pattern, path) is { } matched)
            {
                return name.Replace("*", matched, StringComparison.Ordinal);
            }
        }

        return $"Envoy's {path}";
    }

    // What stands for the asterisk; empty where the pattern has none; null: the path does not fit.
    private static string? Fit(string pattern, string path)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
        {
            return pattern == path ? "" : null;
        }

        var (head, tail) = (pattern[..star], pattern[(star + 1)..]);

        return path.Length >= head.Length + tail.Length
            && path.StartsWith(head, StringComparison.Ordinal) && path.EndsWith(tail, StringComparison.Ordinal)
                ? path[head.Length..^tail.Length]
                : null;
    }
}
