namespace GatewayPipeline.Delivery.Tests.Stores;

/// <summary>A slice of <c>eng/store-kill-campaign.cs</c>.</summary>
public sealed class StoreKillTests
{
    [Fact]
    public async Task A_writer_killed_at_any_system_call_leaves_the_old_or_the_new_object()
    {
        Assert.SkipUnless(
            await StoreKillCampaign.CanRunAsync(),
            "strace is not there or may not trace: a writer cannot be killed at a system call");

        var report = await StoreKillCampaign.RunAsync(scenes: 1);

        TestContext.Current.SendDiagnosticMessage(report.ToString());
        Assert.True(
            report.Failures is [],
            $"{report}\n{string.Join('\n', report.Failures)}\nMore of it: dotnet run eng/store-kill-campaign.cs");
        Assert.Superset(
            new HashSet<string> { "openat", "flock", "pwrite64", "fsync", "rename" }, report.Kills.ToHashSet());
    }
}
