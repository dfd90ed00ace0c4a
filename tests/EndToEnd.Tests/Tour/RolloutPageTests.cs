using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests.Tour;

/// <summary>Does what the page about rollouts says, with two agents and two Envoys, and sees what it says.</summary>
public sealed class RolloutPageTests : IAsyncDisposable
{
    private const string Page = "docs/rollout.md";
    private const string PagePort = "8080";

    private readonly Workspace workspace = new();
    private readonly List<Child> others = [];
    private readonly string port = $"{Ports.Free(1)[0]}";

    [Fact]
    public async Task Runs_as_written_with_two_Envoys()
    {
        workspace.Write("bin/.keep", "");
        File.CreateSymbolicLink(workspace.At("bin/envoy"), Programs.EnvoyOrSkip());
        foreach (var step in TourDocument.Read(Page))
        {
            switch (step)
            {
                case TourDocument.Step.Save save:
                    workspace.Write(save.Path, Moved(save.Text));
                    break;
                case TourDocument.Step.Background background:
                    others.Add(Child.Start("bash", ["-c", $"exec {Moved(background.Command)}"], workspace.Root, Environment));
                    break;
                case TourDocument.Step.Type type:
                    await TypeAsync(type);
                    break;
                default:
                    Assert.Fail($"{Page}:{step.Line}: a step that has no meaning here");
                    break;
            }
        }

        Assert.Equal(4, others.Count(other => !other.HasEnded));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var other in others)
        {
            await other.DisposeAsync();
        }

        workspace.Dispose();
    }

    private Dictionary<string, string?> Environment => new()
    {
        ["PATH"] = string.Join(
            ':', workspace.At("bin"), Path.GetDirectoryName(Programs.Gwp), System.Environment.GetEnvironmentVariable("PATH")),
    };

    private string Moved(string text) => text.Replace(PagePort, port, StringComparison.Ordinal);

    private async Task TypeAsync(TourDocument.Step.Type type)
    {
        var (exitCode, output) = await Child.RunAsync("bash", ["-c", Moved(type.Command)], workspace.Root, Environment);

        Assert.True(
            exitCode is 0 != type.Fails && Transcript.IsWhole(type.Prints, output),
            $"{Page}:{type.Line}: $ {type.Command}\nended with {exitCode} and printed\n{output}\ninstead of\n"
            + $"{string.Join('\n', type.Prints)}\n{string.Join("\n--\n", others.Select(other => other.Output))}");
    }
}
