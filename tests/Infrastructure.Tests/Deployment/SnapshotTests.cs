namespace GatewayPipeline.Infrastructure.Tests.Deployment;

/// <summary>What a deployment would make is what somebody has looked at.</summary>
public sealed class SnapshotTests
{
    private const string Accept = "UPDATE_GOLDEN=1 dotnet test --project tests/Infrastructure.Tests";

    private static bool IsAccepting => Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is "1";

    public static TheoryData<string> Each => [.. Environments.All];

    [Fact]
    public void There_are_parameters_to_try_it_and_to_run_it() => Assert.Equal(["dev", "prod"], Environments.All);

    [Theory]
    [MemberData(nameof(Each))]
    public async Task What_would_be_made_is_what_was_accepted(string environment)
    {
        using var copy = TemplateCopy.Make();
        var now = await Snapshot.TakeAsync(copy.Folder, environment);
        if (IsAccepting)
        {
            Assert.False(
                Environment.GetEnvironmentVariable("CI") is "true",
                "UPDATE_GOLDEN is not allowed where CI=true: a build must not write what it checks");
            await File.WriteAllTextAsync(
                Path.Combine(Repository.Templates, Snapshot.FileOf(environment)),
                now.Text,
                TestContext.Current.CancellationToken);
        }

        var accepted = Snapshot.Accepted(environment);

        Repository.AssertNone(
            $"The deployment of {environment} would differ from infra/bicep/{Snapshot.FileOf(environment)}. "
            + $"Read the difference; if it is right, accept it with\n  {Accept}",
            Snapshot.Differences(accepted, now));
        Assert.True(
            Repository.Read($"infra/bicep/{Snapshot.FileOf(environment)}") == now.Text,
            $"the order of resources or properties differs: accept it with\n  {Accept}");
    }

    [Theory]
    [MemberData(nameof(Each))]
    public async Task The_compiler_itself_sees_no_difference(string environment)
    {
        Assert.SkipWhen(IsAccepting, "snapshots are being accepted");
        var run = await Bicep.RunAsync(Repository.Templates, Snapshot.Arguments(environment, "validate"));

        Assert.True(run.ExitCode == 0, $"{run.Problems}{run.Output}\nIf it is right, accept it with\n  {Accept}");
    }

    [Fact]
    public async Task The_compiler_itself_sees_a_property_that_was_flipped()
    {
        using var copy = TemplateCopy.Make();
        copy.Replace("modules/host-storage.bicep", "allowSharedKeyAccess: false", "allowSharedKeyAccess: true");

        var run = await Bicep.RunAsync(copy.Folder, Snapshot.Arguments("prod", "validate"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("properties.allowSharedKeyAccess", run.Output + run.Problems, StringComparison.Ordinal);
    }
}
