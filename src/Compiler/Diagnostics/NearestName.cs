namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>Finds what somebody may have meant.</summary>
internal static class NearestName
{
    // Beyond this many candidates the search would cost more than the advice is worth.
    private const int MaxCandidates = 5_000;

    /// <summary><c>did you mean 'x'?</c> for the closest candidate, or null if none is close.</summary>
    public static string? Advice(string written, IEnumerable<string> candidates)
    {
        var tolerance = Math.Max(1, written.Length / 4);
        var nearest = candidates
            .Take(MaxCandidates)
            .Where(candidate => Math.Abs(candidate.Length - written.Length) <= tolerance)
            .Select(candidate => (candidate, distance: Distance(written, candidate)))
            .Where(pair => pair.distance <= tolerance)
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .FirstOrDefault();

        return nearest is null ? null : $"did you mean '{nearest}'?";
    }

    // Levenshtein's distance, ignoring case, on one row.
    private static int Distance(string x, string y)
    {
        var row = Enumerable.Range(0, y.Length + 1).ToArray();
        for (var i = 1; i <= x.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= y.Length; j++)
            {
                var substitution = diagonal + (char.ToLowerInvariant(x[i - 1]) == char.ToLowerInvariant(y[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[y.Length];
    }
}
