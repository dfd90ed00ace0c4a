using System.Collections.Immutable;
using System.Globalization;
using Validate;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>The bounds of a number. Every bound in Envoy's protos is exact as a <see cref="double"/>.</summary>
internal sealed record Bounds
{
    public double? Above { get; init; }

    public double? Least { get; init; }

    public double? Below { get; init; }

    public double? Most { get; init; }

    public double? Only { get; init; }

    public ImmutableArray<double> In { get; init; } = [];

    public ImmutableArray<double> NotIn { get; init; } = [];

    public static Bounds Of(UInt32Rules rules) => new()
    {
        Above = rules.HasGt ? rules.Gt : null,
        Least = rules.HasGte ? rules.Gte : null,
        Below = rules.HasLt ? rules.Lt : null,
        Most = rules.HasLte ? rules.Lte : null,
        Only = rules.HasConst ? rules.Const : null,
        In = [.. rules.In.Select(value => (double)value)],
        NotIn = [.. rules.NotIn.Select(value => (double)value)],
    };

    public static Bounds Of(UInt64Rules rules) => new()
    {
        Above = rules.HasGt ? rules.Gt : null,
        Least = rules.HasGte ? rules.Gte : null,
        Below = rules.HasLt ? rules.Lt : null,
        Most = rules.HasLte ? rules.Lte : null,
        Only = rules.HasConst ? rules.Const : null,
        In = [.. rules.In.Select(value => (double)value)],
        NotIn = [.. rules.NotIn.Select(value => (double)value)],
    };

    public static Bounds Of(Int32Rules rules) => new()
    {
        Above = rules.HasGt ? rules.Gt : null,
        Least = rules.HasGte ? rules.Gte : null,
        Below = rules.HasLt ? rules.Lt : null,
        Most = rules.HasLte ? rules.Lte : null,
        Only = rules.HasConst ? rules.Const : null,
        In = [.. rules.In.Select(value => (double)value)],
        NotIn = [.. rules.NotIn.Select(value => (double)value)],
    };

    public static Bounds Of(Int64Rules rules) => new()
    {
        Above = rules.HasGt ? rules.Gt : null,
        Least = rules.HasGte ? rules.Gte : null,
        Below = rules.HasLt ? rules.Lt : null,
        Most = rules.HasLte ? rules.Lte : null,
        Only = rules.HasConst ? rules.Const : null,
        In = [.. rules.In.Select(value => (double)value)],
        NotIn = [.. rules.NotIn.Select(value => (double)value)],
    };

    public static Bounds Of(DoubleRules rules) => new()
    {
        Above = rules.HasGt ? rules.Gt : null,
        Least = rules.HasGte ? rules.Gte : null,
        Below = rules.HasLt ? rules.Lt : null,
        Most = rules.HasLte ? rules.Lte : null,
        Only = rules.HasConst ? rules.Const : null,
        In = [.. rules.In],
        NotIn = [.. rules.NotIn],
    };

    public static Bounds Of(FloatRules rules) => new()
    {
        Above = rules.HasGt ? rules.Gt : null,
        Least = rules.HasGte ? rules.Gte : null,
        Below = rules.HasLt ? rules.Lt : null,
        Most = rules.HasLte ? rules.Lte : null,
        Only = rules.HasConst ? rules.Const : null,
        In = [.. rules.In.Select(value => (double)value)],
        NotIn = [.. rules.NotIn.Select(value => (double)value)],
    };

    public string? Check(double value)
    {
        if (value <= Above || value < Least || value >= Below || value > Most || double.IsNaN(value))
        {
            return $"must be {Range()}, is {Word(value)}";
        }

        return (Only is { } only && value != only) || (In.Length > 0 && !In.Contains(value)) || NotIn.Contains(value)
            ? $"must not be {Word(value)}"
            : null;
    }

    private string Range()
    {
        var low = Above is { } above ? $"greater than {Word(above)}" : Least is { } least ? $"at least {Word(least)}"
            : "";
        var high = Below is { } below ? $"less than {Word(below)}" : Most is { } most ? $"at most {Word(most)}" : "";

        return low.Length > 0 && high.Length > 0 ? $"{low} and {high}" : low + high;
    }

    private static string Word(double value) => value.ToString(CultureInfo.InvariantCulture);
}
