using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.Oracle.Tests;

/// <summary>What we compile, run by a real Envoy, answers as Istio's gateway did when it was recorded.</summary>
public sealed class AnswersTests : IDisposable
{
    private const string NoOldest =
        "no oldest Envoy here: set ENVOY_OLDEST_PATH to the oldest version that is supported";

    // What reaches Envoy is the same either way; a tenth, by name, shows that the way through the agent changes nothing.
    private const int AgentsShare = 10;

    private readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public Task Newest_Envoy_answers_as_recorded() => JudgeAsync(Programs.EnvoyOrSkip());

    [Fact]
    public Task Oldest_Envoy_answers_as_recorded() => JudgeAsync(Programs.OrSkip(Programs.OldestEnvoy, NoOldest));

    [Fact]
    public Task Newest_Envoy_answers_as_recorded_what_an_agent_brings_it() =>
        JudgeAsync(Programs.EnvoyOrSkip(), throughAgent: true);

    [Fact]
    public Task Oldest_Envoy_answers_as_recorded_what_an_agent_brings_it() => JudgeAsync(
        Programs.OrSkip(Programs.OldestEnvoy, NoOldest), throughAgent: true);

    private async Task JudgeAsync(string envoy, bool throughAgent = false)
    {
        var oracle = OracleFolder.FindOrSkip();
        await PythonOrSkipAsync();
        var lanes = new EnvoyLanes(oracle, envoy, workspace, throughAgent);
        var notYet = NotYet.Read();
        OracleCase[] cases =
            [.. oracle.Cases().Where((_, number) => !throughAgent || number % AgentsShare == 0)];

        var results = await lanes.AskAsync(cases, EnvoyLanes.Most);

        // Some outcomes are times, and a busy machine is late: what failed is heard again, without the crowd.
        var second = cases.Where(each => results[each.Name] is not null && !notYet.Contains(each.Name)).ToArray();
        var failed = (await lanes.AskAsync(second, lanes: 1)).Where(result => result.Value is not null).ToArray();
        var mended = results.Where(result => result.Value is null).Select(result => result.Key).Where(notYet.Contains);

        Assert.True(
            failed is [],
            $"{failed.Length} of {cases.Length} cases are answered otherwise than recorded:\n"
            + string.Join('\n', failed.Select(result => $"{result.Key}:\n{result.Value}").Order()));
        NotYet.AssertNone(mended);
    }

    private static async Task PythonOrSkipAsync()
    {
        try
        {
            await Child.RunAsync("python3", ["--version"], "/");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("no python3 here, which the runner of the recorded cases needs");
        }
    }
}
