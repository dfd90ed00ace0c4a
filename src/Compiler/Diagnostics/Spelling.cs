namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>Finds the word that somebody probably meant.</summary>
internal static class Spelling
{
    private const int LongestWord = 64;

    // Beyond this many candidates the search would cost more than the advice is worth.
    private const int MostCandidates = 5_000;

    /// <summary><c>did you mean 'x'?</c> for the nearest candidate, or null if none is near.</summary>
    public static string? Advice(string written, IEnumerable<string> candidates) =>
        Nearest(written, candidates.Take(MostCandidates)) is { } near ? $"did you mean '{near}'?" : null;

    /// <summary>
    /// The nearest candidate, if it is near enough to be meant; of several as near, the first by name.
    /// </summary>
    public static string? Nearest(string written, IEnumerable<string> candidates)
    {
        if (written.Length is 0 or > LongestWord)
        {
            return null;
        }

        string? nearest = null;
        var least = Math.Max(1, written.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            var distance = Distance(written, candidate);
            var isFirst = distance == least && nearest is not null && string.CompareOrdinal(candidate, nearest) < 0;
            if (distance < least || isFirst)
            {
                (nearest, least) = (candidate, distance);
            }
        }

        return nearest;
    }

    // Letters to insert, delete, replace, or swap with their neighbour; capital letters count as small ones.
    private static int Distance(string from, string to)
    {
        if (to.Length > LongestWord || Math.Abs(from.Length - to.Length) > LongestWord / 2)
        {
            return int.MaxValue;
        }

        var table = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            table[i, 0] = i;
        }

        for (var j = 0; j <= to.Length; j++)
        {
            table[0, j] = j;
        }

        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var cost = Same(from[i - 1], to[j - 1]) ? 0 : 1;
                var best = Math.Min(Math.Min(table[i - 1, j] + 1, table[i, j - 1] + 1), table[i - 1, j - 1] + cost);
                var swapped = i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1]);
                table[i, j] = swapped ? Math.Min(best, table[i - 2, j - 2] + 1) : best;
            }
        }

        return table[from.Length, to.Length];
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
