using GatewayPipeline.Compiler.Tests.Routing.Agreement;

namespace GatewayPipeline.Compiler.Tests.Re2;

/// <summary>A slice of <c>eng/re2-size-campaign.cs</c>.</summary>
public class ProgramSizeAgreementTests
{
    [Fact]
    public async Task Counts_random_patterns_as_Envoy_does()
    {
        var campaign = new ProgramSizeCampaign(seed: 1, EnvoyProcess.FindOrSkip());

        var differences = await campaign.RunAsync(12, TestContext.Current.CancellationToken);

        Assert.True(differences is [], string.Join('\n', differences));
    }
}
