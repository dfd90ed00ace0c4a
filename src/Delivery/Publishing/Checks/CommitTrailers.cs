namespace GatewayPipeline.Delivery.Publishing.Checks;

/// <summary>What the last paragraph of a commit's message says in lines <c>Key: value</c>.</summary>
internal static class CommitTrailers
{
    /// <summary>The commit itself says that many hosts or routes go away on purpose.</summary>
    public const string AllowShrink = "Allow-Shrink";

    public static bool Allows(string? message, string key)
    {
        var lines = (message ?? "").ReplaceLineEndings("\n").TrimEnd().Split('\n');
        var last = Array.FindLastIndex(lines, string.IsNullOrWhiteSpace);

        // A message of one paragraph has no trailers: that is its subject.
        return last > 0 && lines[(last + 1)..].Any(line =>
            line.Split(':', 2) is [var name, var value]
            && name.Trim().Equals(key, StringComparison.OrdinalIgnoreCase)
            && value.Trim().Equals("true", StringComparison.OrdinalIgnoreCase));
    }
}
