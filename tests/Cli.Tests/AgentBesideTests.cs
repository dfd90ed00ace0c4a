using System.Diagnostics;

namespace GatewayPipeline.Cli.Tests;

/// <summary>
/// The agent is a program of its own and lies beside gwp, with all that it needs, and gwp's code knows nothing of it.
/// </summary>
public class AgentBesideTests
{
    private static string Output { get; } = Path.GetFullPath(
        Path.Combine("..", "..", "Cli",
            Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))), AppContext.BaseDirectory);

    [Theory]
    [InlineData("gwp")]
    [InlineData("gwp-agent")]
    public async Task A_program_in_the_output_folder_runs(string program)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Path.Combine(Output, program), "--help") { RedirectStandardOutput = true });
        Assert.NotNull(process);

        var help = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("Usage:", help, StringComparison.Ordinal);
    }

    [Fact]
    public void Gwp_does_not_reference_the_agent() => Assert.DoesNotContain(
        typeof(CommandLine).Assembly.GetReferencedAssemblies(),
        assembly => assembly.Name is "gwp-agent");
}
