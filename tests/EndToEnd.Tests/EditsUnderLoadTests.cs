using GatewayPipeline.EndToEnd.Tests.Load;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests;

/// <summary>A fixed slice of the campaign that eng/edit-campaign.cs runs at length.</summary>
public sealed class EditsUnderLoadTests
{
    [Fact]
    public Task Twenty_edits_lose_no_request_of_an_Envoy()
    {
        _ = Programs.EnvoyOrSkip();

        return EditAsync(preview: false);
    }

    [Fact]
    public Task Twenty_edits_lose_no_request_of_the_preview() => EditAsync(preview: true);

    private static async Task EditAsync(bool preview)
    {
        var report = await new EditCampaign(seed: 4).RunAsync(count: 20, TimeSpan.FromMinutes(1), preview);
        TestContext.Current.SendDiagnosticMessage($"{report}");

        Assert.Equal(20, report.Answers.Length);
        Assert.True(report.Failures is [], $"{report}\n{string.Join('\n', report.Failures)}");
        Assert.InRange(report.PerSecond, 200, double.MaxValue);
    }
}
