using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests.Acceptance;

/// <summary>A slice of <c>eng/acceptance-campaign.cs</c>.</summary>
public sealed class NearValidManifestTests
{
    [Fact]
    public async Task What_compiles_is_what_Envoy_loads()
    {
        var envoy = await EnvoyProgram.AskAsync(Programs.EnvoyOrSkip());
        using var campaign = new AcceptanceCampaign(seed: 1, [envoy]);

        var report = await campaign.RunAsync(100, TimeSpan.FromMinutes(1));

        Assert.True(report.Failures is [], $"{report}\n{string.Join("\n\n", report.Failures.Take(3))}");
        Assert.True(
            report.Passed >= report.Drawn / 2,
            $"too many are refused to say much of Envoy; let {nameof(NearValidTrees)} change less\n{report}");
    }
}
