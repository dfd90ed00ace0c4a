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
                if (Parse(text, most) is { } span && span >= least)
                {
                    return span;
                }

                result.AddError(FormattableString.Invariant(
                    $"'{text}' is no duration: write {least.TotalMinutes:0}m to {most.TotalDays:0}d, as 12h or 7d"));

                return null;
            },
        };

    // Compared before it is multiplied: a count may be larger than any time span.
    private static TimeSpan? Parse(string text, TimeSpan most)
    {
        foreach (var (unit, span) in Units)
        {
            if (text.EndsWith(unit)
                && int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count <= most / span)
            {
                return span * count;
            }
        }

        return null;
    }
}
