using System.Globalization;

namespace GatewayPipeline.Cli.Input;

/// <summary>How long a head is fresh, as people write it: <c>30m</c>, <c>12h</c>, <c>7d</c>.</summary>
internal static class Lifetime
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <exception cref="WrongUsageException">It is no duration, or one that makes no sense.</exception>
    public static TimeSpan Parse(string option, string text)
    {
        var unit = text.Length == 0 ? TimeSpan.Zero : text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => TimeSpan.Zero,
        };

        return unit > TimeSpan.Zero
            && int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count <= Longest / unit && unit * count >= Shortest
                ? unit * count
                : throw new WrongUsageException($"{option} {text}: write 5m to 366d, with m, h or d for the unit");
    }
}
