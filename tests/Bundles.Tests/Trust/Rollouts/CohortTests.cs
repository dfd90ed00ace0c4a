using CsCheck;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Bundles.Tests.Trust.Rollouts;

public sealed class CohortTests
{
    [Theory]
    [InlineData("gw-0", 2882)]
    [InlineData("gw-1", 4058)]
    [InlineData("gw-2", 7077)]
    [InlineData("gw-3", 3280)]
    public void A_gateway_has_the_bucket_that_the_format_gives_it(string gatewayId, int bucket) =>
        Assert.Equal(bucket, Cohort.BucketOf("prod-eu/184", gatewayId));

    [Theory]
    [InlineData(1, 1.12)]
    [InlineData(5, 5.06)]
    [InlineData(10, 9.96)]
    [InlineData(25, 25.43)]
    [InlineData(50, 49.95)]
    [InlineData(0, 0)]
    [InlineData(100, 100)]
    public void Ten_thousand_gateways_are_shared_out_fairly(int percent, double expected)
    {
        var inside = Enumerable.Range(0, 10_000).Count(i => Cohort.Includes("prod-eu/184", $"gw-{i}", percent));

        Assert.Equal(expected, inside / 100.0, 0.5);
    }

    [Fact]
    public void A_higher_percentage_only_adds() =>
        Gen.Select(Gen.String[Gen.Char['!', '~'], 0, 20], Gen.String[Gen.Char['!', '~'], 1, 40], Gen.Int[0, 100], Gen.Int[0, 100])
            .Sample((salt, id, one, other) =>
                !Cohort.Includes(salt, id, Math.Min(one, other)) || Cohort.Includes(salt, id, Math.Max(one, other)));
}
