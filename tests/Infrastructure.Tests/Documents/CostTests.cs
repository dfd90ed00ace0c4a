using System.Globalization;

namespace GatewayPipeline.Infrastructure.Tests.Documents;

/// <summary>The sums of docs/azure.md follow from its prices and counts.</summary>
public sealed class CostTests
{
    private const decimal Month = 30 * 86_400;
    private const decimal Memory = 2;

    private static readonly string[][] Rows =
    [
        .. Repository.Read("docs/azure.md").Split('\n')
            .SkipWhile(line => line != "## What it costs").Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]),
    ];

    private static decimal Reads => Month / 10 + Month / 600;

    private static decimal Reports => Month / 30;

    private static decimal Kept => Reports * 2 / 1_000_000;

    private static decimal Fixed => 2 * Price("a key in a hardware module")
        + 5 * Price("an alert on logs")
        + Memory * Month * Price("a gigabyte-second of an instance")
        + OnDemand;

    private static decimal OnDemand =>
        (Memory * (43_200 * 1 + 8_640 * 5 + 1_000 * 6) - 100_000) * Price("a gigabyte-second on demand");

    [Fact]
    public void Counts_of_a_gateway_are_those_of_its_intervals() =>
        Assert.Equal(
            [$"{Number(Month / 10, 0)} reads", $"{Number(Month / 600, 0)} reads", $"{Number(Reports, 0)} writes", $"{Number(Kept, 4)} GB"],
            Rows.SkipWhile(row => row is not ["does", ..]).Skip(2).Take(4).Select(row => row[2]));

    [Fact]
    public void What_does_not_depend_on_gateways_adds_up() =>
        Assert.Equal(
            [
                Money(2 * Price("a key in a hardware module")),
                Money(5 * Price("an alert on logs")),
                Money(Memory * Month * Price("a gigabyte-second of an instance")),
                Money(OnDemand),
                Money(Fixed),
            ],
            Rows.SkipWhile(row => row is not ["what", "sum", ..]).Skip(2).Take(5).Select(row => row[2]));

    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(10_000)]
    public void A_fleet_costs_what_its_row_says(int gateways)
    {
        var reads = gateways * Reads / 10_000 * Price("10,000 reads");
        var reports = gateways * Reports / 10_000 * Price("10,000 writes");
        var kept = gateways * Kept * Price("a gigabyte kept");

        Assert.Equal(
            [Number(gateways, 0), Money(reads), Money(reports), Money(kept), Money(Fixed), Money(reads + reports + kept + Fixed)],
            Rows.SkipWhile(row => row is not ["gateways", ..]).Single(row => row[0] == Number(gateways, 0)));
    }

    private static decimal Price(string what) => decimal.Parse(
        Rows.First(row => row.Length is 2 && row[0].StartsWith(what, StringComparison.Ordinal))[1], CultureInfo.InvariantCulture);

    private static string Money(decimal value) => Number(value, 2);

    private static string Number(decimal value, int places) =>
        Math.Round(value, places, MidpointRounding.AwayFromZero).ToString($"N{places}", CultureInfo.InvariantCulture);
}
