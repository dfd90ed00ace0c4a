using System.Collections.Immutable;
using GatewayPipeline.Delivery.PullRequests;

namespace GatewayPipeline.Delivery.GitHosts.Reviews;

/// <summary>
/// Notes on lines, for hosts where each is a discussion that somebody has to close: only of what would stop the build
/// and is new, and few. The comment has all of it.
/// </summary>
internal static class LineNotes
{
    public const int Most = 20;
    private const string Begin = "<!-- gateway-pipeline:note:";
    private const string End = " -->";

    /// <summary>By key. The key stays the same when the line moves, for hosts move notes along.</summary>
    public static ImmutableDictionary<string, Annotation> Wanted(ReviewReport report)
    {
        var wanted = ImmutableDictionary.CreateBuilder<string, Annotation>();
        var seen = new Dictionary<string, int>();
        foreach (var note in report.Annotations
            .Where(note => note is { Level: AnnotationLevel.Failure, IsNew: true })
            .Take(Most))
        {
            var what = $"{note.Path}\n{note.Title}\n{note.Message}";
            var turn = seen[what] = seen.GetValueOrDefault(what) + 1;
            wanted[ReviewText.KeyOf(report.Marker, what, $"{turn}")] = note;
        }

        return wanted.ToImmutable();
    }

    public static string BodyOf(string key, Annotation note) => $"{Begin}{key}{End}\n{ReviewText.Fence(note)}";

    /// <summary>Null for what is no such note.</summary>
    public static string? KeyOf(string? body)
    {
        if (body is null || !body.StartsWith(Begin, StringComparison.Ordinal))
        {
            return null;
        }

        var end = body.IndexOf(End, StringComparison.Ordinal);

        return end < 0 ? null : body[Begin.Length..end];
    }
}
