namespace GatewayPipeline.Delivery.Tests.GitHosts.Reviews;

public sealed class GiteaReporterTests : ReporterSuite
{
    private protected override (string Success, string Failure, string Neutral) Words =>
        ("success", "failure", "success");

    private protected override IHostStandIn CreateHost() => new GiteaStandIn();
}
