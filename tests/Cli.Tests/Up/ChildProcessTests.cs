using System.Diagnostics;
using System.Globalization;
using GatewayPipeline.Cli.Up;

namespace GatewayPipeline.Cli.Tests.Up;

public sealed class ChildProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder folder = new();

    private string Log => folder.At("child.log");

    [Fact]
    public async Task A_program_ends_when_its_pipe_to_gwp_closes()
    {
        await using var child = Start("echo $$; exec sleep 60");
        var program = await ReadIdAsync();
        Assert.True(Directory.Exists($"/proc/{program}"));

        await child.DisposeAsync();

        Assert.False(Directory.Exists($"/proc/{program}"));
    }

    [Fact]
    public async Task A_program_that_will_not_end_is_made_to()
    {
        var child = Start("trap '' TERM; echo $$; while true; do sleep 1; done");
        var program = await ReadIdAsync();

        await child.DisposeAsync();

        Assert.False(Directory.Exists($"/proc/{program}"));
    }

    [Fact]
    public async Task Its_obituary_has_the_exit_code_and_the_last_words()
    {
        await using var child = Start("echo first; echo cannot go on >&2; exit 7");

        await child.Ended.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Contains("the child ended with exit code 7", child.Obituary(), StringComparison.Ordinal);
        Assert.EndsWith("\n  first\n  cannot go on", child.Obituary(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_dies_is_started_again_and_one_that_keeps_dying_is_given_up()
    {
        List<string> reports = [];
        var starts = 0;
        var givenUp = new TaskCompletionSource<BrokenWorldException>();

        await using var child = new SupervisedChild(
            () =>
            {
                starts++;

                return Start("exit 9");
            },
            reports.Add,
            givenUp.SetResult);
        var reason = await givenUp.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Contains("exit code 9", reason.Message, StringComparison.Ordinal);
        Assert.Equal(3, starts);
        Assert.All(reports, report => Assert.Contains("Starting it again", report, StringComparison.Ordinal));
        Assert.Equal(2, reports.Count);
    }

    [Fact]
    public async Task The_state_folder_has_one_session_at_a_time_and_ends_what_the_last_one_left()
    {
        using var leftover = Process.Start(new ProcessStartInfo("sleep", "60"));
        Assert.NotNull(leftover);
        var stat = File.ReadAllText($"/proc/{leftover.Id}/stat").Split(' ');
        folder.Write(
            "state/children", string.Create(CultureInfo.InvariantCulture, $"{leftover.Id} {stat[21]}\n1 12345\n"));

        using var state = await StateFolder.OpenAsync(folder.At("state"), TestContext.Current.CancellationToken);

        await leftover.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(Patience, TestContext.Current.CancellationToken);
        var second = await Assert.ThrowsAsync<BrokenWorldException>(
            () => StateFolder.OpenAsync(folder.At("state"), TestContext.Current.CancellationToken));
        Assert.Contains("--state", second.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private ChildProcess Start(string script) => ChildProcess.Start("the child", Log, "/bin/sh", "-c", script);

    private async Task<string> ReadIdAsync()
    {
        var deadline = Stopwatch.GetTimestamp();
        while (!File.Exists(Log) || !File.ReadAllText(Log).EndsWith('\n'))
        {
            Assert.True(Stopwatch.GetElapsedTime(deadline) < Patience, "the child wrote nothing");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        return File.ReadLines(Log).First();
    }
}
