using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Ir;

/// <summary>
/// Mirrors of a rule: <c>mirrors</c>, or the older <c>mirror</c> with its two spellings of a percentage.
/// </summary>
internal static class MirrorLowering
{
    private const double Everything = 100;

    public static ImmutableArray<string> Claims { get; } =
    [
        "spec.http[].mirror.host", "spec.http[].mirror.subset", "spec.http[].mirror.port.number",
        "spec.http[].mirrorPercentage.value", "spec.http[].mirrorPercent", "spec.http[].mirror_percent",
        "spec.http[].mirrors[].destination.host", "spec.http[].mirrors[].destination.subset",
        "spec.http[].mirrors[].destination.port.number", "spec.http[].mirrors[].percentage.value",
    ];

    public static ImmutableArray<Mirror> Lower(HttpRule rule, DestinationResolver destinations, int serverPort)
    {
        if (rule.Fields.Object("mirror") is { } single)
        {
            return [.. Entry(single, PercentageOfSingle(rule.Fields))];
        }

        return rule.Fields.Objects("mirrors") is { IsEmpty: false } several
            ? [.. several.SelectMany(entry => Entry(entry.Object("destination") ?? entry, Percentage(entry.Object("percentage")) ?? Everything))]
            : [];

        // Zero percent mirrors nothing, so it needs no cluster either.
        IEnumerable<Mirror> Entry(Fields destination, double percentage) =>
            percentage > 0 ? [new(destinations.Resolve(rule.Source, destination, serverPort), percentage)] : [];
    }

    private static double PercentageOfSingle(Fields rule) =>
        Percentage(rule.Object("mirrorPercentage")) ?? rule.Integer("mirrorPercent") ?? Everything;

    // A percentage without a value is zero, as a protobuf number is.
    private static double? Percentage(Fields? percentage) =>
        percentage is { } written ? written.Number("value") ?? 0 : null;
}
