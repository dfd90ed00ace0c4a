using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Bundles.Tests.Trust.Rollouts;

public sealed class RolloutPlanTests
{
    public static TheoryData<string> Presets => [.. RolloutPresets.Names];

    [Theory]
    [MemberData(nameof(Presets))]
    public void Every_preset_can_be_followed(string name) =>
        Assert.Null(Preset(name).FindObjection());

    [Theory]
    [InlineData(RolloutPresets.Linear20Every6m, 60)]
    [InlineData(RolloutPresets.Canary10, 30)]
    [InlineData(RolloutPresets.AllAtOnce, 10)]
    [InlineData(RolloutPresets.Emergency, 0)]
    public void A_preset_takes_its_time(string name, int minutes)
    {
        var plan = Preset(name);

        Assert.Equal(minutes, (plan.Bake + new TimeSpan(plan.Stages.Sum(stage => stage.AtLeast.Ticks))).TotalMinutes);
    }

    [Fact]
    public void There_are_no_other_presets() => Assert.Null(RolloutPresets.Find("fast"));

    [Theory]
    [InlineData("needs stages")]
    [InlineData("needs stages", 10, 50)]
    [InlineData("higher percentage", 50, 50, 100)]
    [InlineData("higher percentage", 50, 10, 100)]
    [InlineData("from 0 to 100", -1, 100)]
    [InlineData("needs canaries", 0, 100)]
    public void Stages_that_make_no_plan_are_told_why(string why, params int[] percentages) =>
        Assert.Contains(why, Plan(percentages).FindObjection(), StringComparison.Ordinal);

    [Fact]
    public void What_lies_outside_the_limits_is_refused()
    {
        var plan = Plan(0, 100) with { Canaries = [.. Enumerable.Range(0, RolloutPlan.MostCanaries).Select(i => $"gw-{i}")] };

        Assert.Null(plan.FindObjection());
        Assert.NotNull((plan with { Canaries = plan.Canaries.Add("one more") }).FindObjection());
        Assert.NotNull((plan with { Bake = -TimeSpan.FromTicks(1) }).FindObjection());
        Assert.NotNull((plan with { ReleaseSignatures = 0 }).FindObjection());
    }

    private static RolloutPlan Preset(string name)
    {
        var plan = RolloutPresets.Find(name);
        Assert.NotNull(plan);

        return plan;
    }

    private static RolloutPlan Plan(params int[] percentages) => new()
    {
        Stages = [.. percentages.Select(percent => new RolloutStage(percent, TimeSpan.Zero))],
        Bake = TimeSpan.Zero,
    };
}
