using System.Text.Json.Nodes;

namespace GatewayPipeline.Delivery.Tests.GitHosts.Reviews;

public sealed class AzureDevOpsReporterTests : ReporterSuite
{
    private AzureDevOpsStandIn AzureDevOps => (AzureDevOpsStandIn)Host;

    private protected override (string Success, string Failure, string Neutral) Words =>
        ("succeeded", "failed", "notApplicable");

    private IEnumerable<JsonObject> Threads => AzureDevOps.Threads.Where(each => each["threadContext"] is not null);

    private protected override IHostStandIn CreateHost() => new AzureDevOpsStandIn();

    [Fact]
    public async Task Begins_a_thread_on_each_line_and_closes_it_when_its_error_is_gone()
    {
        await Scene.ReportAsync(ReporterScene.Report);

        Assert.Equal(
            [
                """{"filePath":"/a.yaml","rightFileStart":{"line":3,"offset":7},"rightFileEnd":{"line":3,"offset":13}}""",
                """{"filePath":"/b.yaml","rightFileStart":{"line":5,"offset":7},"rightFileEnd":{"line":5,"offset":13}}""",
            ],
            Threads.Select(each => each["threadContext"]?.ToJsonString() ?? "").Order());
        Assert.All(Threads, each => Assert.Equal("active", (string?)each["status"]));

        await Scene.ReportAsync(ReporterScene.Report with { Annotations = [], Title = "none" });
        Assert.All(Threads, each => Assert.Equal("closed", (string?)each["status"]));

        await Scene.ReportAsync(ReporterScene.Report);
        Assert.Equal(2, Threads.Count());
        Assert.All(Threads, each => Assert.Equal("active", (string?)each["status"]));
    }

    [Fact]
    public async Task What_a_person_has_called_not_to_be_fixed_stays_so()
    {
        await Scene.ReportAsync(ReporterScene.Report);
        foreach (var thread in Threads)
        {
            thread["status"] = "wontFix";
        }

        await Scene.ReportAsync(ReporterScene.Report);
        await Scene.ReportAsync(ReporterScene.Report with { Annotations = [], Title = "none" });

        Assert.All(Threads, each => Assert.Equal("wontFix", (string?)each["status"]));
    }

    [Fact]
    public async Task The_comment_holds_nobody_up()
    {
        await Scene.ReportAsync(ReporterScene.Report);

        Assert.Equal("closed", (string?)AzureDevOps.Threads.Find(each => each["threadContext"] is null)?["status"]);
    }

    [Fact]
    public async Task The_verdict_is_of_the_iteration_with_the_commit()
    {
        await Scene.ReportAsync(ReporterScene.Report);

        var status = Scene.Writes.First(call => call.Path.EndsWith("/statuses", StringComparison.Ordinal));
        Assert.Equal(2, (int?)Body(status)["iterationId"]);
        Assert.Equal("""{"name":"shop","genre":"gateway-pipeline"}""", Body(status)["context"]?.ToJsonString());
    }
}
