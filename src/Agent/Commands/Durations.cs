using System.Globalization;

namespace GatewayPipeline.Agent.Commands;

/// <summary>Durations as people write them: <c>500ms</c>, <c>10s</c>, <c>2m</c>.</summary>
internal static class Durations
{
    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];

    public static TimeSpan? Parse(string text)
    {
        foreach (var (unit, milliseconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(
                    text.AsSpan(..^unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                    out var count)
                && count * milliseconds is > 0 and <= 86_400_000 and var total)
            {
                return TimeSpan.FromMilliseconds(total);
            }
        }

        return null;
    }
}
