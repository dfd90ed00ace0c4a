using System.Text.RegularExpressions;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests.Tour;

/// <summary>Does what the pages of the tour and the drills say, and sees what they say.</summary>
public sealed partial class TourTests : IAsyncDisposable
{
    public const string First = "docs/tour.md";
    public const string Second = "docs/tour-tls.md";
    public const string Drills = "docs/trust.md";

    private const int OutsidePort = 8999;

    // What a manifest opens, and where the page's reader finds it. The last one is opened by the reader alone.
    private static readonly (int Written, int Readers)[] PagePorts =
        [(80, 8080), (443, 8443), (9092, 9092), (OutsidePort, OutsidePort)];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Workspace workspace = new();
    private readonly int[] ports = Ports.Free(PagePorts.Length);
    private readonly List<Child> others = [];
    private string page = "";
    private GatewayUp? up;
    private int seen;

    [Theory]
    [InlineData(First)]
    [InlineData(Second)]
    public Task Runs_as_written_with_an_Envoy(string document)
    {
        _ = Programs.EnvoyOrSkip();

        return RunAsync(document, preview: false);
    }

    [Theory]
    [InlineData(First)]
    [InlineData(Drills)]
    public Task Runs_as_written_with_the_preview(string document) => RunAsync(document, preview: true);

    [Fact]
    public async Task Runs_as_written_with_the_preview_but_for_TLS_towards_endpoints()
    {
        page = Second;
        workspace.Copy("samples", "samples");
        var steps = TourDocument.Read(page);
        var last = (TourDocument.Step.Type)steps[^1];
        foreach (var step in steps[..^1])
        {
            await DoAsync(step, preview: true);
        }

        // The answer itself, not only its status.
        var ask = last.Command.Replace("-o /dev/null -w '%{http_code}\\n' ", "", StringComparison.Ordinal);
        var output = await TypeAsync(last.Line, ask, last.Fails);

        Assert.Contains("the preview gateway speaks no TLS to endpoints", output, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (up is not null)
        {
            await up.DisposeAsync();
        }

        foreach (var other in others)
        {
            await other.DisposeAsync();
        }

        workspace.Dispose();
    }

    private async Task RunAsync(string document, bool preview)
    {
        page = document;
        workspace.Copy("samples", "samples");
        foreach (var step in TourDocument.Read(page))
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
                var moves = PagePorts.Zip(ports, (written, moved) => $"{written.Written}={moved}");
                up = GatewayUp.Start(
                    workspace,
                    start.Arguments[0],
                    preview,
                    [.. start.Arguments[1..], .. moves.SelectMany(move => (string[])["--map-port", move])]);
                await SeeAsync(start.Line, [.. start.Says.Select(Moved)]);
                break;
            case TourDocument.Step.See see:
                await SeeAsync(see.Line, see.Says);
                break;
            case TourDocument.Step.Save save:
                workspace.Write(save.Path, save.Text.Replace($": {OutsidePort}", $": {ports[^1]}", StringComparison.Ordinal));
                break;
            case TourDocument.Step.Background background:
                others.Add(Child.Start("bash", ["-c", $"exec {Moved(background.Command)}"], workspace.Root));
                break;
            case TourDocument.Step.Type type:
                var output = await TypeAsync(type.Line, type.Command, type.Fails);
                Assert.True(
                    Transcript.IsWhole(type.Prints, output),
                    $"{page}:{type.Line}: $ {type.Command}\nprinted\n{output}\ninstead of\n"
                    + $"{string.Join('\n', type.Prints)}\n{Said}");
                break;
            case TourDocument.Step.Sample sample:
                CheckShares(await TypeAsync(sample.Line, sample.Command, fails: false));
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
            () => $"the first terminal to say, as {page}:{line} has it,\n{string.Join('\n', says)}\n{Said}");
    }

    // In a command a port stands behind a colon, or at the end of a path of bash.
    private string Moved(string text) => PagePorts.Zip(ports).Aggregate(text, (moved, pair) => Regex.Replace(
        moved, $@"(?<=[:/]){pair.First.Readers}\b", $"{pair.Second}"));

    private async Task<string> TypeAsync(int line, string command, bool fails)
    {
        var (exitCode, output) = await Child.RunAsync(
            "bash",
            ["-c", Moved(command)],
            workspace.Root,
            new() { ["PATH"] = $"{Path.GetDirectoryName(Programs.Gwp)}:{Environment.GetEnvironmentVariable("PATH")}" });
        Assert.True(
            exitCode is 0 != fails,
            $"{page}:{line}: $ {command}\nended with {exitCode}: {output}\n{Said}");

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
