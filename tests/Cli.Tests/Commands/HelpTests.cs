namespace GatewayPipeline.Cli.Tests.Commands;

/// <summary>What a person sees who does not know the command yet, or mistypes it.</summary>
public class HelpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("check")]
    [InlineData("build")]
    [InlineData("route")]
    [InlineData("inspect")]
    [InlineData("inspect listeners")]
    [InlineData("inspect routes")]
    [InlineData("inspect clusters")]
    [InlineData("inspect endpoints")]
    [InlineData("inspect bootstrap")]
    [InlineData("publish")]
    [InlineData("cosign")]
    [InlineData("verify")]
    [InlineData("status")]
    [InlineData("resign")]
    [InlineData("prune")]
    [InlineData("up")]
    [InlineData("keys")]
    [InlineData("keys init")]
    [InlineData("keys grant")]
    [InlineData("keys rotate")]
    [InlineData("keys revoke")]
    [InlineData("keys sign-root")]
    [InlineData("keys show")]
    [InlineData("keys publish-root")]
    public async Task Help_fits_eighty_columns(string command)
    {
        var result = await Gwp.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Usage:", result.Out, StringComparison.Ordinal);
        Assert.All(result.Out.Split('\n'), line =>
            Assert.True(line.TrimEnd().Length <= 80, $"longer than 80 columns: {line}"));
    }

    [Fact]
    public async Task Help_of_gwp_names_every_command_but_the_preview()
    {
        var result = await Gwp.RunAsync("--help");

        Assert.All((string[])["check", "build", "route", "inspect", "publish", "cosign", "verify", "status", "resign", "prune", "up", "keys"], name =>
            Assert.Contains($"  {name} ", result.Out, StringComparison.Ordinal));
        Assert.DoesNotContain("preview", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chek", "check")]
    [InlineData("check --profile fast", "edge")]
    [InlineData("check --nonsense", "--nonsense")]
    [InlineData("inspect", "Required command")]
    [InlineData("route", "Required argument")]
    [InlineData("route not://a-url", "no http or https URL")]
    [InlineData("route http://a.b --header nonsense", "NAME=VALUE")]
    [InlineData("route http://a.b . --gateway s", "not both")]
    [InlineData("inspect routes -o xml", "xml")]
    [InlineData("up . --map-port 80", "FROM=TO")]
    [InlineData("up . --bind everywhere", "--bind everywhere")]
    [InlineData("check --fleet edge", "--fleet")]
    public async Task Wrong_usage_ends_with_two_and_a_hint_on_standard_error(string arguments, string expected)
    {
        var result = await Gwp.RunAsync(arguments.Split(' '));

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Out);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Contains("--help' says how to use it", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check /nowhere/at/all", "/nowhere/at/all")]
    [InlineData("build /nowhere/at/all", "/nowhere/at/all")]
    [InlineData("up /nowhere/at/all", "/nowhere/at/all")]
    [InlineData("check --mesh /nowhere/mesh.yaml", "/nowhere/mesh.yaml")]
    [InlineData("inspect routes --gateway /nowhere/status.sock", "gwp-agent")]
    [InlineData("route http://a.b --gateway /nowhere/status.sock", "gwp-agent")]
    public async Task A_broken_world_ends_with_three_and_one_sentence(string arguments, string expected)
    {
        var result = await Gwp.RunAsync(arguments.Split(' '));

        Assert.Equal(3, result.ExitCode);
        Assert.Empty(result.Out);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }
}
