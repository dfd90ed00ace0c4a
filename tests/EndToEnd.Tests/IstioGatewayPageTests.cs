using System.Text.RegularExpressions;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests;

/// <summary>Every row of docs/istio-gateway.md is true: its command is run, and prints what the row says.</summary>
public sealed partial class IstioGatewayPageTests : IDisposable
{
    private const string Page = "docs/istio-gateway.md";

    private readonly Workspace workspace = new();

    public static TheoryData<string, string> Rows =>
    [
        .. Row().Matches(File.ReadAllText(Path.Combine(Programs.Repository, Page)))
            .Select(row => (Cell(row, "command"), Cell(row, "prints"))),
    ];

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void The_page_has_rows_for_every_part() => Assert.True(Rows.Count > 40, $"{Page} has {Rows.Count} rows");

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_row_shows_what_it_says(string command, string prints)
    {
        workspace.Link("samples");
        workspace.Link("tests");

        // That check ends with 1 for findings is no failure here; what it prints is compared.
        var (_, output) = await Child.RunAsync(
            "bash",
            ["-c", command],
            workspace.Root,
            new() { ["PATH"] = $"{Path.GetDirectoryName(Programs.Gwp)}:{Environment.GetEnvironmentVariable("PATH")}" });

        Assert.True(
            output.Contains(prints, StringComparison.Ordinal),
            $"{Page}: mend the row, or what it shows.\n$ {command}\nprinted\n{output}\nwithout\n{prints}");
    }

    private static string Cell(Match row, string name) =>
        row.Groups[name].Value.Replace("\\|", "|", StringComparison.Ordinal);

    [GeneratedRegex(@"(?m)^\| [^`]+ \| `(?<command>gwp [^`]+)` \| `(?<prints>[^`]+)` \|$")]
    private static partial Regex Row();
}
