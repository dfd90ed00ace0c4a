using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Cli.Tests.Commands;

public sealed class ExplainTests
{
    [Fact]
    public async Task Every_rule_has_a_page_that_fits_a_terminal()
    {
        foreach (var rule in Rules.All)
        {
            var result = await Gwp.RunAsync("explain", rule.Code);

            Assert.Equal(0, result.ExitCode);
            Assert.StartsWith($"{rule.Code}: ", result.Out, StringComparison.Ordinal);
            Assert.DoesNotContain("```", result.Out, StringComparison.Ordinal);
            Assert.All(
                result.Out.Split('\n').Where(line => !line.StartsWith("    ", StringComparison.Ordinal)),
                line => Assert.True(line.Length <= 80 || !line.Trim().Contains(' '), $"{rule.Code}: {line}"));
        }
    }

    [Theory]
    [InlineData("gwp3001")]
    [InlineData("3001")]
    public async Task A_code_may_be_written_carelessly(string code)
    {
        var result = await Gwp.RunAsync("explain", code);

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("GWP3001: ", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_of_istio_explains_all_rules_that_have_it()
    {
        foreach (var alias in Rules.All.SelectMany(rule => rule.Aliases).Distinct())
        {
            var result = await Gwp.RunAsync("explain", alias);

            Assert.Equal(0, result.ExitCode);
            Assert.All(
                Rules.All.Where(rule => rule.Aliases.Contains(alias)),
                rule => Assert.Contains($"{rule.Code}: ", result.Out, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_unknown_code_is_wrong_usage_and_names_those_near_it()
    {
        var result = await Gwp.RunAsync("explain", "GWP3099");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no finding 'GWP3099'", result.Error, StringComparison.Ordinal);
        Assert.Contains("GWP3001", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("GWP5001", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_code_all_are_listed()
    {
        var result = await Gwp.RunAsync("explain");

        Assert.Equal(0, result.ExitCode);
        Assert.All(Rules.All, rule => Assert.Contains($"{rule.Code} ", result.Out, StringComparison.Ordinal));
        Assert.All(result.Out.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }
}
