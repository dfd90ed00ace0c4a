using System.Security.Cryptography;
using System.Text;
using GatewayPipeline.Delivery.PullRequests;

namespace GatewayPipeline.Delivery.GitHosts.Reviews;

/// <summary>What reviews look like at every host.</summary>
internal static class ReviewText
{
    private const int KeyDigits = 32;

    /// <summary>What the verdict is called beside those of others: each source has its own.</summary>
    public static string StatusOf(string source) => $"gateway-pipeline/{source}";

    /// <summary>Whether a comment is the one with the marker. Hosts may end lines in their own way.</summary>
    public static bool IsSummary(string? body, ReviewReport report) =>
        body is not null && body.StartsWith(report.Marker, StringComparison.Ordinal);

    public static bool IsSame(string? body, string wanted) => Normal(body ?? "") == Normal(wanted);

    /// <summary>A short name for what the texts say together.</summary>
    public static string KeyOf(params ReadOnlySpan<string> texts)
    {
        var all = new StringBuilder();
        foreach (var text in texts)
        {
            // With its length before it no text runs into the next.
            all.Append(text.Length).Append(':').Append(text);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())))[..KeyDigits];
    }

    /// <summary>Plain text where Markdown is read: in a fence longer than any that the text holds.</summary>
    public static string Fence(Annotation note)
    {
        var text = $"{note.Title}\n{note.Message}";
        var longest = 0;
        for (int i = 0, run = 0; i < text.Length; i++)
        {
            run = text[i] is '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        var fence = new string('`', Math.Max(3, longest + 1));

        return $"{fence}text\n{text}\n{fence}";
    }

    private static string Normal(string body) => body.ReplaceLineEndings("\n").TrimEnd();
}
