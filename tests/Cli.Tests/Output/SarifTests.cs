using System.Text.Json;
using NJsonSchema;

namespace GatewayPipeline.Cli.Tests.Output;

/// <summary>What the schema of SARIF 2.1.0 requires, and what code hosts need beyond it.</summary>
public sealed class SarifTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Has_the_structure_that_the_schema_requires()
    {
        folder.Write("a b%.yaml", Manifests.DuplicateKey);
        var result = await Gwp.RunAsync("check", folder.Path, "-o", "sarif");

        Assert.Equal(1, result.ExitCode);
        using var log = JsonDocument.Parse(result.Out);
        Assert.Equal("2.1.0", log.RootElement.GetProperty("version").GetString());
        Assert.EndsWith(
            "sarif-2.1.0.json", log.RootElement.GetProperty("$schema").GetString(), StringComparison.Ordinal);
        var run = Assert.Single(log.RootElement.GetProperty("runs").EnumerateArray());
        var driver = run.GetProperty("tool").GetProperty("driver");
        Assert.Equal("gwp", driver.GetProperty("name").GetString());
        var rules = driver.GetProperty("rules").EnumerateArray().ToArray();
        Assert.All(rules, AssertRule);
        var results = run.GetProperty("results").EnumerateArray().ToArray();
        Assert.NotEmpty(results);
        Assert.All(results, finding => AssertResult(finding, rules));
        var duplicate = results.Single(finding => finding.GetProperty("ruleId").GetString() is "GWP1012");
        var place = duplicate.GetProperty("locations")[0].GetProperty("physicalLocation");
        var region = place.GetProperty("region");
        Assert.Equal(
            (3, 1, 3, 5),
            (Number(region, "startLine"), Number(region, "startColumn"),
                Number(region, "endLine"), Number(region, "endColumn")));
        Assert.EndsWith(
            "/a%20b%25.yaml",
            place.GetProperty("artifactLocation").GetProperty("uri").GetString(), StringComparison.Ordinal);
        Assert.Equal("error", duplicate.GetProperty("level").GetString());
        var related = Assert.Single(duplicate.GetProperty("relatedLocations").EnumerateArray());
        Assert.Equal(2, Number(related.GetProperty("physicalLocation").GetProperty("region"), "startLine"));
        Assert.NotEqual("", related.GetProperty("message").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Is_a_log_even_when_there_is_nothing_to_say()
    {
        folder.Write("shop.yaml", Manifests.Shop);
        var result = await Gwp.RunAsync("check", folder.Path, "-o", "sarif");

        Assert.Equal(0, result.ExitCode);
        using var log = JsonDocument.Parse(result.Out);
        var run = Assert.Single(log.RootElement.GetProperty("runs").EnumerateArray());
        Assert.Equal(0, run.GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task Is_valid_against_its_schema_whatever_there_is_to_say()
    {
        folder.Write("a b%.yaml", Manifests.DuplicateKey);
        folder.Write("shop.yaml", Manifests.Shop.Replace("host: cart", "host: cort", StringComparison.Ordinal));
        folder.Write("widget.yaml", "apiVersion: apps/v1\nkind: Widget # gwp: ignore GWP1033 theirs\nmetadata: {name: w}\n");
        folder.Write("gadget.yaml", "apiVersion: apps/v1\nkind: Gadget\nmetadata: {name: g}\n");
        folder.Write("broken.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: \"\\u001b\u0085\u2028\n");
        folder.Write(".gwpsuppress", "GWP1033 gadget.yaml\n");

        foreach (var input in (string[])[folder.Path, folder.At("shop.yaml"), folder.At("widget.yaml")])
        {
            var result = await Gwp.RunAsync("check", input, "-o", "sarif");

            Assert.Empty(await ViolationsAsync(result.Out));
        }
    }

    [Fact]
    public async Task Its_schema_notices_what_is_not_valid()
    {
        folder.Write("web.yaml", Manifests.DuplicateKey);
        var log = (await Gwp.RunAsync("check", folder.Path, "-o", "sarif")).Out;

        Assert.NotEmpty(await ViolationsAsync(log.Replace("\"startLine\": 3", "\"startLine\": 0", StringComparison.Ordinal)));
        Assert.NotEmpty(await ViolationsAsync(log.Replace("\"level\"", "\"Level\"", StringComparison.Ordinal)));
        Assert.NotEmpty(await ViolationsAsync(log.Replace("\"name\": \"gwp\",", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_was_accepted_is_there_with_who_said_so_and_why()
    {
        folder.Write("widget.yaml", "apiVersion: apps/v1\nkind: Widget # gwp: ignore GWP1033 another team's\nmetadata: {name: w}\n");
        folder.Write("gadget.yaml", "apiVersion: apps/v1\nkind: Gadget\nmetadata: {name: g}\n");
        folder.Write(".gwpsuppress", "# why\nGWP1033 gadget.yaml not of the gateway\n");
        folder.Write("shop.yaml", Manifests.Shop);

        var result = await Gwp.RunAsync("check", folder.Path, "-o", "sarif");

        using var log = JsonDocument.Parse(result.Out);
        var suppressions = log.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()
            .Select(finding => Assert.Single(finding.GetProperty("suppressions").EnumerateArray()))
            .Select(suppression => (
                suppression.GetProperty("kind").GetString(),
                suppression.GetProperty("justification").GetString(),
                Number(suppression.GetProperty("location").GetProperty("physicalLocation").GetProperty("region"), "startLine")));
        Assert.Equal([("external", "not of the gateway", 2), ("inSource", "another team's", 2)], suppressions);
    }

    private static async Task<IEnumerable<string>> ViolationsAsync(string log)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "sarif-2.1.0.json");
        var schema = await JsonSchema.FromJsonAsync(await File.ReadAllTextAsync(path));

        return schema.Validate(log).Select(error => $"{error}");
    }

    private static void AssertRule(JsonElement rule)
    {
        Assert.Matches("^GWP[0-9]{4}$", rule.GetProperty("id").GetString());
        Assert.NotEqual("", rule.GetProperty("shortDescription").GetProperty("text").GetString());
        Assert.Contains(
            "The example mended",
            rule.GetProperty("help").GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.False(rule.TryGetProperty("helpUri", out _));
        Assert.Contains(
            rule.GetProperty("defaultConfiguration").GetProperty("level").GetString(),
            (string?[])["error", "warning", "note"]);
    }

    private static void AssertResult(JsonElement finding, JsonElement[] rules)
    {
        Assert.Equal(
            finding.GetProperty("ruleId").GetString(),
            rules[Number(finding, "ruleIndex")].GetProperty("id").GetString());
        Assert.Contains(finding.GetProperty("level").GetString(), (string?[])["error", "warning", "note"]);
        Assert.NotEqual("", finding.GetProperty("message").GetProperty("text").GetString());
        foreach (var location in finding.GetProperty("locations").EnumerateArray())
        {
            var region = location.GetProperty("physicalLocation").GetProperty("region");
            string[] numbers = ["startLine", "startColumn", "endLine", "endColumn"];
            Assert.All(numbers, name => Assert.True(Number(region, name) >= 1, $"{name} counts from 1"));
        }
    }

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
