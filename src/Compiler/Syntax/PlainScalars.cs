using System.Globalization;

namespace GatewayPipeline.Compiler.Syntax;

/// <summary>What a scalar is to those who decode YAML for Kubernetes: they read YAML 1.1.</summary>
internal enum ScalarType
{
    Null,
    Flag,
    Integer,
    Number,
    Text,
}

/// <summary>The types of scalars that are written without quotes.</summary>
internal static class PlainScalars
{
    public static ScalarType TypeOf(ScalarSyntax scalar)
    {
        if (!scalar.IsPlain)
        {
            return ScalarType.Text;
        }

        if (scalar.IsNull)
        {
            return ScalarType.Null;
        }

        return Flag(scalar) is not null ? ScalarType.Flag
            : Integer(scalar) is not null ? ScalarType.Integer
            : Number(scalar) is not null ? ScalarType.Number
            : ScalarType.Text;
    }

    public static bool? Flag(ScalarSyntax scalar)
    {
        if (!scalar.IsPlain)
        {
            return null;
        }

        return scalar.Value switch
        {
            "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y" => true,
            "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N" => false,
            _ => null,
        };
    }

    /// <summary>A whole number, also in YAML 1.1's other bases, with underscores, or written as <c>80.0</c>.</summary>
    public static long? Integer(ScalarSyntax scalar) => scalar.IsPlain ? Integer(scalar.Value) : null;

    public static long? Integer(string text)
    {
        if (!StartsLikeNumber(text))
        {
            return null;
        }

        var hasLeadingZero = text is ['0', _, ..] or ['-' or '+', '0', _, ..];
        if (!hasLeadingZero
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        return OtherBase(text.Replace("_", "", StringComparison.Ordinal))
            ?? (Number(text) is { } number && number == Math.Floor(number) && Math.Abs(number) < 1e15
                ? (long)number
                : null);
    }

    public static double? Number(ScalarSyntax scalar) => scalar.IsPlain ? Number(scalar.Value) : null;

    public static double? Number(string text)
    {
        const NumberStyles Style =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

        return StartsLikeNumber(text)
            && double.TryParse(text, Style, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)
                ? value
                : null;
    }

    private static bool StartsLikeNumber(string value) =>
        value.Length > 0 && (char.IsAsciiDigit(value[0]) || (value.Length > 1 && value[0] is '-' or '+' or '.'));

    private static long? OtherBase(string value)
    {
        var sign = value is ['-', ..] ? -1 : 1;
        var digits = value.AsSpan().TrimStart("+-");

        return digits switch
        {
            ['0', 'x', .. var rest] when Parses(rest, NumberStyles.AllowHexSpecifier, out var parsed) => sign * parsed,
            ['0', 'b', .. var rest] when Parses(rest, NumberStyles.AllowBinarySpecifier, out var parsed) => sign * parsed,
            ['0', 'o', .. var octal] => sign * Octal(octal),
            ['0', .. var octal] when !octal.IsEmpty => sign * Octal(octal),
            _ when Parses(digits, NumberStyles.None, out var parsed) => sign * parsed,
            _ => null,
        };
    }

    private static bool Parses(ReadOnlySpan<char> digits, NumberStyles style, out long parsed) =>
        long.TryParse(digits, style, CultureInfo.InvariantCulture, out parsed);

    private static long? Octal(ReadOnlySpan<char> digits)
    {
        var value = 0L;
        foreach (var digit in digits)
        {
            if (digit is < '0' or > '7' || value > long.MaxValue >> 3)
            {
                return null;
            }

            value = (value << 3) + (digit - '0');
        }

        return digits.IsEmpty ? null : value;
    }
}
