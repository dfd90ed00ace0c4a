namespace GatewayPipeline.Delivery.Sources.Git;

/// <summary>What somebody calls a commit: a branch or a tag, in full or not, or the commit's own id.</summary>
internal static class RefName
{
    public const string Head = "HEAD";
    private const string Full = "refs/";
    private const int CommitLength = 40;
    private const int LongestName = 1024;
    private const string Forbidden = " ~^:?*[\\";

    public static bool IsCommit(string text) => text.Length == CommitLength && text.All(char.IsAsciiHexDigitLower);

    /// <summary>The full names that a word can stand for.</summary>
    public static string[] Candidates(string text) =>
        text.StartsWith(Full, StringComparison.Ordinal) ? [text] : [$"refs/heads/{text}", $"refs/tags/{text}"];

    /// <summary>Why nothing can have this name; null if something can.</summary>
    public static string? Objection(string text) =>
        text.Length is 0 or > LongestName
        || text[0] is '-' or '/' || text[^1] is '/' or '.'
        || text.Contains("..", StringComparison.Ordinal)
        || text.Contains("//", StringComparison.Ordinal)
        || text.Contains("@{", StringComparison.Ordinal)
        || text.Any(character => char.IsControl(character) || Forbidden.Contains(character, StringComparison.Ordinal))
            ? $"'{OddName.Escape(text)}' cannot be the name of a branch or a tag"
            : null;
}
