using System.CommandLine;
using System.Globalization;

namespace GatewayPipeline.Cli.Input;

/// <summary>Options for a time span: a number and <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>.</summary>
internal static class DurationOption
{
    private static readonly (char Unit, TimeSpan Span)[] Units =
    [
        ('s', TimeSpan.FromSeconds(1)), ('m', TimeSpan.FromMinutes(1)), ('h', TimeSpan.FromHours(1)),
        ('d', TimeSpan.FromDays(1)),
    ];

    public static Option<TimeSpan?> Create(string name, string description, TimeSpan least, TimeSpan most) =>
        new(name)
        {
            HelpName = "DURATION",
            Description = description,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (Parse(text) is { } span && span >= least && span <= most)
                {
                    return span;
                }

                result.AddError(FormattableString.Invariant(
                    $"'{text}' is no duration from {least.TotalSeconds:0}s to {most.TotalDays:0}d: write 12h or 7d"));

                return null;
            },
        };

    private static TimeSpan? Parse(string text)
    {
        foreach (var (unit, span) in Units)
        {
            if (text.EndsWith(unit)
                && int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return span * count;
            }
        }

        return null;
    }
}
