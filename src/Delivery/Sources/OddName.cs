using System.Buffers;
using System.Globalization;
using System.Text;

namespace GatewayPipeline.Delivery.Sources;

/// <summary>
/// Names that do not mean the same file everywhere, or that show another file than they mean. A reviewer, a checkout
/// and the compiler have to see one and the same.
/// </summary>
internal static class OddName
{
    /// <summary>As long as paths can be on the systems that manifests are written on.</summary>
    public const int LongestPath = 4096;

    // Composed letters of Latin, Greek and Cyrillic lie below: with a mark behind it a letter is written in two ways.
    private const char EndOfComposedScripts = '\u0500';
    private const char FirstMark = '\u0300';
    private const char LastMark = '\u036f';

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./ ");

    /// <summary>True for what no folder can hold under this name: <c>..</c>, or a name with a slash in it.</summary>
    public static bool IsNoName(string name) => name is "" or "." or ".." || name.Contains('/', StringComparison.Ordinal);

    /// <summary>Why a path is odd; null if it is not.</summary>
    public static string? Find(string path)
    {
        if (path.Length > LongestPath)
        {
            return $"it is longer than {LongestPath} characters";
        }

        if (!path.AsSpan().ContainsAnyExcept(Plain))
        {
            return null;
        }

        for (var i = 0; i < path.Length; i++)
        {
            if (FindAt(path, i) is { } why)
            {
                return why;
            }
        }

        return null;
    }

    /// <summary>The path with what must not reach a terminal written as its number.</summary>
    public static string Escape(string path)
    {
        var text = new StringBuilder();
        foreach (var character in path.Length > LongestPath ? path.AsSpan(0, LongestPath) : path)
        {
            _ = IsInvisible(character) ? text.Append(Number(character)) : text.Append(character);
        }

        return text.ToString();
    }

    private static string? FindAt(string path, int index) => path[index] switch
    {
        '\\' => "it holds a backslash, which parts folders elsewhere",
        '\ufffd' => "it is not UTF-8",
        var character when IsInvisible(character) => $"it holds the character {Number(character)}",
        >= FirstMark and <= LastMark and var mark when index > 0 && path[index - 1] < EndOfComposedScripts =>
            $"it holds the combining mark {Number(mark)}, so that another name looks the same",
        _ => null,
    };

    private static bool IsInvisible(char character) => CharUnicodeInfo.GetUnicodeCategory(character) is
        UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Number(char character) =>
        string.Create(CultureInfo.InvariantCulture, $"U+{(int)character:X4}");
}
