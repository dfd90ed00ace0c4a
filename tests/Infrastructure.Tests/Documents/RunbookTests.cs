using GatewayPipeline.Infrastructure.Tests.Deployment;

namespace GatewayPipeline.Infrastructure.Tests.Documents;

/// <summary>Whoever is woken by an alert finds a page of its name, and no page speaks of an alert that is no more.</summary>
public sealed class RunbookTests
{
    private const string Folder = "docs/runbook";
    private const string Contents = "README.md";

    private static readonly string[] Chapters = ["## What it means", "## Look at", "## Do"];

    public static TheoryData<string> Each => [.. Environments.All];

    private static string[] Pages =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder), "*.md")
            .Select(path => Path.GetFileName(path))
            .Where(name => name is not Contents)
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Each))]
    public void Every_alert_has_a_page_and_every_page_an_alert(string environment) =>
        Assert.Equal(
            Alerts(environment).Select(each => $"{each.Name}.md").Order(StringComparer.Ordinal), Pages);

    [Theory]
    [MemberData(nameof(Each))]
    public void Every_alert_is_on_and_names_its_page_and_somebody_to_tell(string environment) =>
        Repository.AssertNone(
            "An alert says where to read on:",
            Alerts(environment)
                .Where(each => each.Text("properties.enabled") is not "true"
                    || !each.Text("properties.description").EndsWith($"/runbook/{each.Name}.md", StringComparison.Ordinal)
                    || !each.Text("properties.actions").Contains("actionGroup", StringComparison.Ordinal))
                .Select(each => each.ToString()));

    [Fact]
    public void Every_page_says_what_it_means_what_to_look_at_and_what_to_do() =>
        Repository.AssertNone(
            $"Each page has the chapters {string.Join(", ", Chapters)}, in this order, and its alert's name on top:",
            from page in Pages
            let lines = Repository.Read($"{Folder}/{page}").Split('\n')
            where lines[0] != $"# {Path.GetFileNameWithoutExtension(page)}"
                || !Chapters.SequenceEqual(lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)))
            select page);

    [Fact]
    public void The_contents_name_every_page_with_how_bad_it_is()
    {
        string[] words = ["critical", "error", "warning", "information"];
        var text = Repository.Read($"{Folder}/{Contents}");

        Repository.AssertNone(
            $"Give each alert a row in {Folder}/{Contents}:",
            Alerts("prod")
                .Select(each => $"| [{each.Name}]({each.Name}.md) | {words[int.Parse(each.Text("properties.severity"))]} |")
                .Where(row => !text.Contains(row, StringComparison.Ordinal)));
    }

    private static IEnumerable<Resource> Alerts(string environment) => Snapshot.Accepted(environment).Resources
        .Where(each => each.Type is "Microsoft.Insights/metricAlerts" or "Microsoft.Insights/scheduledQueryRules");
}
