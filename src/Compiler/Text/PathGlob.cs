using System.Text;
using System.Text.RegularExpressions;

namespace GatewayPipeline.Compiler.Text;

/// <summary>
/// A pattern for paths: <c>*</c> and <c>?</c> stay within a folder, <c>**</c> does not; a folder stands for all in it.
/// </summary>
internal sealed class PathGlob(string pattern)
{
    private readonly Regex regex = new(
        Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public bool Matches(string path) => regex.IsMatch(path);

    private static string Translate(string pattern)
    {
        var text = pattern.TrimStart('/').TrimEnd('/');
        var output = new StringBuilder("^");
        for (var i = 0; i < text.Length; i++)
        {
            if (text.AsSpan(i).StartsWith("**/", StringComparison.Ordinal))
            {
                output.Append("(?:.*/)?");
                i += "**/".Length - 1;
            }
            else if (text.AsSpan(i).StartsWith("**", StringComparison.Ordinal))
            {
                output.Append(".*");
                i++;
            }
            else
            {
                output.Append(text[i] switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    var character => Regex.Escape(character.ToString()),
                });
            }
        }

        return output.Append("(?:/.*)?\\z").ToString();
    }
}
