using System.Text.RegularExpressions;

namespace GatewayPipeline.Agent.Tests.Attacks;

/// <summary>What the page says, what the campaign turns off, and what the tests attack is one list.</summary>
public sealed partial class ControlTableTests
{
    private const string Page = "docs/threats.md";

    private static readonly string Text = Repository.Read(Page);

    public static TheoryData<string> Names => [.. Controls.All.Select(control => control.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_control_stands_where_the_campaign_looks_for_it(string name)
    {
        var control = Controls.All.Single(each => each.Name == name);

        Assert.True(
            Repository.Read(control.File).Split(control.Text).Length == 2,
            $"{control.File} has to have this once; where the control has moved, Controls.cs follows:\n{control.Text}");
        Assert.Contains(Control.Off, control.Without, StringComparison.Ordinal);
        Assert.Contains($"`{name}`", Text, StringComparison.Ordinal);
        Assert.Contains($"`{control.Test}`", Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_row_has_an_attack_that_exists()
    {
        var rows = Text.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)
            && !line.StartsWith("| Attack", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal));
        var sources = Repository.Files.Where(path => path.StartsWith("tests/", StringComparison.Ordinal))
            .ToLookup(path => Path.GetFileName(path), StringComparer.Ordinal);

        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            var tests = TestName().Matches(row.Split('|')[^2]);
            Assert.True(tests is not [], $"no attack in the row: {row}");
            Assert.All(tests, test => Assert.True(
                sources[$"{test.Groups["type"].Value}.cs"].Any(path => Repository.Read(path).Contains(
                    $" {test.Groups["method"].Value}(", StringComparison.Ordinal)),
                $"{Page} names {test.Value}, which does not exist"));
        });
    }

    [Fact]
    public void Every_attack_has_its_row()
    {
        var tests = typeof(ControlTableTests).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(ControlTableTests).Namespace && type != typeof(ControlTableTests))
            .SelectMany(type => type.GetMethods()
                .Where(method => method.GetCustomAttributes(typeof(FactAttribute), inherit: true) is not [])
                .Select(method => $"`{type.Name}.{method.Name}`"));

        Assert.All(tests, test => Assert.Contains(test, Text, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"`(?<type>\w+)\.(?<method>\w+)`")]
    private static partial Regex TestName();
}
