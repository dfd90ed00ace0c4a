using System.Collections.Frozen;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Validate;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>The rules for one value, as a function that says in words which of them the value breaks.</summary>
internal static class ValueConstraints
{
    /// <summary>Null if the rules ask nothing of the value itself.</summary>
    public static Func<object, string?>? For(FieldRules rules, FieldDescriptor field) => rules.TypeCase switch
    {
        FieldRules.TypeOneofCase.String => TextConstraints.For(rules.String),
        FieldRules.TypeOneofCase.Bytes => Bytes(rules.Bytes),
        FieldRules.TypeOneofCase.Bool when rules.Bool.HasConst =>
            value => value is bool given && given != rules.Bool.Const ? $"must be {Word(rules.Bool.Const)}" : null,
        FieldRules.TypeOneofCase.Enum => Enumeration(rules.Enum, field),
        FieldRules.TypeOneofCase.Duration => Duration(rules.Duration),
        FieldRules.TypeOneofCase.Any when rules.Any.In.Count > 0 || rules.Any.NotIn.Count > 0 => Any(rules.Any),
        FieldRules.TypeOneofCase.Uint32 => Number(Bounds.Of(rules.Uint32)),
        FieldRules.TypeOneofCase.Uint64 => Number(Bounds.Of(rules.Uint64)),
        FieldRules.TypeOneofCase.Int32 => Number(Bounds.Of(rules.Int32)),
        FieldRules.TypeOneofCase.Int64 => Number(Bounds.Of(rules.Int64)),
        FieldRules.TypeOneofCase.Double => Number(Bounds.Of(rules.Double)),
        FieldRules.TypeOneofCase.Float => Number(Bounds.Of(rules.Float)),
        _ => null,
    };

    private static Func<object, string?> Number(Bounds bounds) =>
        value => bounds.Check(Convert.ToDouble(value, CultureInfo.InvariantCulture));

    private static Func<object, string?> Bytes(BytesRules rules) => value =>
    {
        var length = (ulong)((ByteString)value).Length;

        return rules.HasMinLen && length < rules.MinLen ? $"needs at least {rules.MinLen} bytes"
            : rules.HasMaxLen && length > rules.MaxLen ? $"takes at most {rules.MaxLen} bytes"
            : rules.HasLen && length != rules.Len ? $"must have {rules.Len} bytes"
            : null;
    };

    // An enum in a box comes out of it as a number; asking its type for its members is slow.
    private static Func<object, string?> Enumeration(EnumRules rules, FieldDescriptor field)
    {
        var defined = field.EnumType.Values.Select(value => value.Number).ToFrozenSet();

        return value =>
        {
            var number = (int)value;

            return rules.DefinedOnly && !defined.Contains(number) ? "has a value that does not exist"
                : rules.HasConst && number != rules.Const
                    ? $"must be {field.EnumType.FindValueByNumber(rules.Const)?.Name}"
                : (rules.In.Count > 0 && !rules.In.Contains(number)) || rules.NotIn.Contains(number)
                    ? $"must not be {value}"
                : null;
        };
    }

    private static Func<object, string?> Any(AnyRules rules) => value =>
    {
        var url = ((Any)value).TypeUrl;

        return (rules.In.Count > 0 && !rules.In.Contains(url)) || rules.NotIn.Contains(url)
            ? $"must not be of type {url}"
            : null;
    };

    private static Func<object, string?> Duration(DurationRules rules) => value =>
    {
        var given = (Duration)value;

        return rules.Lt is { } below && Order(given, below) >= 0 ? $"must be less than {Word(below)}"
            : rules.Lte is { } most && Order(given, most) > 0 ? $"must be at most {Word(most)}"
            : rules.Gt is { } above && Order(given, above) <= 0 ? $"must be greater than {Word(above)}"
            : rules.Gte is { } least && Order(given, least) < 0 ? $"must be at least {Word(least)}"
            : rules.Const is { } only && Order(given, only) != 0 ? $"must be {Word(only)}"
            : null;
    };

    private static int Order(Duration left, Duration right) =>
        (left.Seconds, left.Nanos).CompareTo((right.Seconds, right.Nanos));

    private static string Word(Duration duration) =>
        string.Create(CultureInfo.InvariantCulture, $"{duration.Seconds + (duration.Nanos / 1e9m):0.#########}s");

    private static string Word(bool value) => value ? "true" : "false";
}
