using System.Collections.Immutable;

namespace GatewayPipeline.Delivery.Sources;

/// <summary>
/// What a <c>.gwpignore</c> leaves out, by the rules of <c>.gitignore</c>: the last pattern that matches decides; a
/// pattern with a slash
/// begins at the top; one that ends in a slash means folders; <c>!</c> takes back; what lies under an ignored folder
/// stays ignored.
/// </summary>
internal sealed class IgnoreRules
{
    private readonly ImmutableArray<Pattern> patterns;

    private IgnoreRules(ImmutableArray<Pattern> patterns) => this.patterns = patterns;

    public static IgnoreRules None { get; } = new([]);

    public static IgnoreRules Parse(string text) =>
        new([.. text.Split('\n').Select(line => Pattern.Parse(line.TrimEnd('\r'))).OfType<Pattern>()]);

    public bool Ignores(string path, bool isFolder)
    {
        if (patterns.IsEmpty)
        {
            return false;
        }

        var segments = path.Split('/');

        return patterns.LastOrDefault(pattern => pattern.Matches(segments, isFolder)) is { IsNegated: false };
    }

    private sealed record Pattern(ImmutableArray<string> Segments, bool IsNegated, bool FoldersOnly)
    {
        private const string AnyFolders = "**";

        public static Pattern? Parse(string line)
        {
            var text = TrimUnescapedSpaces(line);
            if (text.Length == 0 || text[0] == '#')
            {
                return null;
            }

            var isNegated = text[0] == '!';
            text = isNegated ? text[1..] : text;
            var foldersOnly = text.EndsWith('/');
            text = foldersOnly ? text[..^1] : text;
            var segments = text.TrimStart('/').Split('/');
            var begins = text.StartsWith('/') || segments.Length > 1;

            return text.Trim('/').Length == 0
                ? null
                : new(begins ? [.. segments] : [AnyFolders, .. segments], isNegated, foldersOnly);
        }

        public bool Matches(string[] path, bool isFolder)
        {
            if (FoldersOnly && !isFolder)
            {
                return false;
            }

            // reached[i]: the segments of the pattern so far match the first i segments of the path.
            var reached = new bool[path.Length + 1];
            reached[0] = true;
            for (var at = 0; at < Segments.Length; at++)
            {
                reached = Segments[at] == AnyFolders
                    ? AfterAnyFolders(reached, isLast: at == Segments.Length - 1)
                    : After(reached, Segments[at], path);
            }

            return reached[^1];
        }

        private static bool[] After(bool[] reached, string segment, string[] path)
        {
            var next = new bool[reached.Length];
            for (var i = 0; i < path.Length; i++)
            {
                next[i + 1] = reached[i] && Glob.Matches(segment, path[i]);
            }

            return next;
        }

        // In the middle it stands for none, one or many; at the end for everything inside, but not for the folder
        // itself.
        private static bool[] AfterAnyFolders(bool[] reached, bool isLast)
        {
            var next = new bool[reached.Length];
            for (var i = 0; i < reached.Length; i++)
            {
                next[i] = (!isLast && reached[i]) || (i > 0 && (next[i - 1] || reached[i - 1]));
            }

            return next;
        }

        private static string TrimUnescapedSpaces(string line)
        {
            var end = line.Length;
            while (end > 0 && line[end - 1] is ' ' or '\t' && (end < 2 || line[end - 2] != '\\'))
            {
                end--;
            }

            return line[..end];
        }
    }
}
