using System.Text.RegularExpressions;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests.Tour;

/// <summary>Does what docs/tour.md says, and sees what it says.</summary>
public sealed partial class TourTests : IAsyncDisposable
{
    // The port that the document's reader has, when 80 is not to be had.
    private const string ReadersPort = ":8080/";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Workspace workspace = new();
    private readonly int port = Ports.Free(1)[0];
    private GatewayUp? up;
    private int seen;

    [Fact]
    public Task Runs_as_written_with_an_Envoy()
    {
        _ = Programs.EnvoyOrSkip();

        return RunAsync(preview: false);
    }

    [Fact]
    public Task Runs_as_written_with_the_preview() => RunAsync(preview: true);

    public async ValueTask DisposeAsync()
    {
        if (up is not null)
        {
            await up.DisposeAsync();
        }

        workspace.Dispose();
    }

    private async Task RunAsync(bool preview)
    {
        workspace.Copy("samples", "samples");
        foreach (var step in TourDocument.Read())
        {
            await DoAsync(step, preview);
        }

        Assert.NotNull(up);
    }

    private async Task DoAsync(TourDocument.Step step, bool preview)
    {
        switch (step)
        {
            case TourDocument.Step.Up start:
                up = GatewayUp.Start(workspace, start.Folder, preview, "--map-port", $"80={port}");
                await SeeAsync(start.Line, start.Says);
                break;
            case TourDocument.Step.See see:
                await SeeAsync(see.Line, see.Says);
                break;
            case TourDocument.Step.Save save:
                workspace.Write(save.Path, save.Text);
                break;
            case TourDocument.Step.Type type:
                var output = await TypeAsync(type.Line, type.Command);
                Assert.True(
                    Transcript.IsWhole(type.Prints, output),
                    $"docs/tour.md:{type.Line}: $ {type.Command}\nprinted\n{output}\ninstead of\n"
                    + $"{string.Join('\n', type.Prints)}\n{Said}");
                break;
            case TourDocument.Step.Sample sample:
                CheckShares(await TypeAsync(sample.Line, sample.Command));
                break;
        }
    }

    private string Said => $"gwp up said:\n{up?.Child.Output}";

    private async Task SeeAsync(int line, string[] says)
    {
        await Eventually.AsyncThat(
            () =>
            {
                var end = Transcript.EndOf(says, up?.Child.Output ?? "", seen);
                seen = end ?? seen;

                return Task.FromResult(end is not null);
            },
            Patience,
            () => $"the first terminal to say, as docs/tour.md:{line} has it,\n{string.Join('\n', says)}\n{Said}");
    }

    private async Task<string> TypeAsync(int line, string command)
    {
        var (exitCode, output) = await Child.RunAsync(
            "bash",
            ["-c", command.Replace(ReadersPort, $":{port}/", StringComparison.Ordinal)],
            workspace.Root,
            new() { ["PATH"] = $"{Path.GetDirectoryName(Programs.Gwp)}:{Environment.GetEnvironmentVariable("PATH")}" });
        Assert.True(exitCode is 0, $"docs/tour.md:{line}: $ {command}\nended with {exitCode}: {output}\n{Said}");

        return output;
    }

    // Of 200 requests 20 are expected to be the canary's, with a standard deviation of 4.2.
    private static void CheckShares(string output)
    {
        var shares = Share().Matches(output).ToDictionary(
            match => match.Groups["subset"].Value,
            match => int.Parse(match.Groups["count"].Value, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(200, shares.Values.Sum());
        Assert.InRange(shares["v2"], 2, 45);
    }

    [GeneratedRegex("""(?<count>\d+) "subset":"(?<subset>v\d)""" + "\"")]
    private static partial Regex Share();
}
