using System.Buffers;
using System.Globalization;

namespace GatewayPipeline.Compiler.Syntax;

/// <summary>Durations as Istio's decoder takes them: <c>1.5s</c>, and Go's form such as <c>1h30m</c>.</summary>
internal static class DurationText
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private const int NanosecondsPerTick = 100;

    public static bool TryParse(string text, out TimeSpan duration)
    {
        var isDuration = TryParseNanoseconds(text, out var nanoseconds);
        duration = new(nanoseconds / NanosecondsPerTick);

        return isDuration;
    }

    /// <summary>In nanoseconds, which Go counts in 64 bits: a longer duration it refuses, and fractions it drops.</summary>
    public static bool TryParseNanoseconds(string text, out long duration)
    {
        duration = 0;
        var rest = text.AsSpan();
        var negative = rest is ['-', ..];
        rest = rest is ['-' or '+', ..] ? rest[1..] : rest;
        if (rest is "0")
        {
            return true;
        }

        var total = 0m;
        var any = false;
        while (!rest.IsEmpty)
        {
            if (!TryTakeNumber(ref rest, out var number)
                || !TryTakeUnit(ref rest, out var nanoseconds)
                || number > (decimal)long.MaxValue / nanoseconds)
            {
                return false;
            }

            total += decimal.Truncate(number * nanoseconds);
            any = true;
        }

        if (!any || total > long.MaxValue)
        {
            return false;
        }

        duration = (long)(negative ? -total : total);

        return true;
    }

    private static bool TryTakeNumber(ref ReadOnlySpan<char> rest, out decimal number)
    {
        var length = rest.IndexOfAnyExcept(NumberCharacters);
        var digits = length < 0 ? rest : rest[..length];
        rest = length < 0 ? [] : rest[length..];
        number = 0;

        return digits.IndexOfAnyInRange('0', '9') >= 0
            && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    private static bool TryTakeUnit(ref ReadOnlySpan<char> rest, out decimal nanoseconds)
    {
        (var ticks, var length) = rest switch
        {
            ['n', 's', ..] => (0.01m, 2),
            ['u' or '\u00b5' or '\u03bc', 's', ..] => (TimeSpan.TicksPerMicrosecond, 2),
            ['m', 's', ..] => (TimeSpan.TicksPerMillisecond, 2),
            ['s', ..] => (TimeSpan.TicksPerSecond, 1),
            ['m', ..] => (TimeSpan.TicksPerMinute, 1),
            ['h', ..] => (TimeSpan.TicksPerHour, 1),
            _ => (0m, 0),
        };
        nanoseconds = ticks * NanosecondsPerTick;
        rest = rest[length..];

        return length > 0;
    }
}
