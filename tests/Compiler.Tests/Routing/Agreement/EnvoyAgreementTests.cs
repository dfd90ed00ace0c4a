namespace GatewayPipeline.Compiler.Tests.Routing.Agreement;

/// <summary>
/// The matcher and a real Envoy, given the same random route tables and requests, must answer alike: a slice of
/// <c>eng/agreement-campaign.cs</c>.
/// </summary>
public class EnvoyAgreementTests
{
    private const int Seed = 7;

    [Fact]
    public Task Answers_as_Envoy_does_for_routes_that_Envoy_can_hold() => AgreeAsync(new RandomEnvoyTables(Seed));

    [Fact]
    public async Task Answers_as_Envoy_does_for_VirtualServices()
    {
        var report = await AgreeAsync(new RandomManifestTables(Seed));

        Assert.True(
            report is { RegexShare: >= 0.1, BeyondFirstShare: >= 0.6, NotFoundShare: >= 0.1 },
            $"the tables are too easy: draw others in {nameof(RandomManifestTables)}\n{report}");
    }

    private static async Task<AgreementReport> AgreeAsync(IRandomTables tables)
    {
        var report = await new AgreementCampaign(tables, EnvoyProcess.FindOrSkip()).RunAsync(
            12, 40, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.True(
            report.Differences is [], $"seed {Seed}: {report}\n{string.Join('\n', report.Differences.Take(25))}");

        return report;
    }
}
