using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GatewayPipeline.Infrastructure.Tests.Deployment;

/// <summary>The templates and the runbook speak of the functions app that there is.</summary>
public sealed partial class FunctionsAppTests
{
    // An operation of the queue service, in its own log.
    private const string NoFunction = "PutMessage";

    private static string Folder => Path.Combine(Repository.Root, "functions");

    /// <summary>The bindings of each function, by its name.</summary>
    private static Dictionary<string, JsonObject[]> Functions()
    {
        var files = Directory.Exists(Folder) ? Directory.GetFiles(Folder, "function.json", SearchOption.AllDirectories) : [];
        Assert.SkipWhen(files is [], "functions/ has no function yet");

        return files
            .Where(file => Path.GetDirectoryName(Path.GetDirectoryName(file)) == Folder)
            .ToDictionary(
                file => Path.GetFileName(Path.GetDirectoryName(file)) ?? "",
                file => (JsonNode.Parse(File.ReadAllText(file))?["bindings"] as JsonArray ?? []).OfType<JsonObject>().ToArray());
    }

    [Fact]
    public void Queues_are_those_that_functions_are_bound_to() =>
        Assert.Equal(
            Functions().Values.SelectMany(bindings => bindings)
                .Select(binding => (string?)binding["queueName"]).OfType<string>()
                .Distinct().Order(StringComparer.Ordinal),
            Snapshot.Accepted("prod").Of("Microsoft.Storage/storageAccounts/queueServices/queues")
                .Select(queue => queue.Name.Split('/')[^1]).Order(StringComparer.Ordinal));

    [Fact]
    public void Connections_are_the_hosts_account_which_the_settings_name_by_identity() =>
        Assert.All(
            Functions().Values.SelectMany(bindings => bindings)
                .Select(binding => (string?)binding["connection"]).OfType<string>(),
            connection => Assert.Equal("AzureWebJobsStorage", connection));

    [Fact]
    public void Functions_that_alerts_and_the_runbook_ask_for_are_there()
    {
        var functions = Functions();
        var queries = Snapshot.Accepted("prod").Of("Microsoft.Insights/scheduledQueryRules")
            .SelectMany(alert => alert.List("properties.criteria.allOf"))
            .Select(criterion => (string?)criterion["query"] ?? "")
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs/runbook")).Select(File.ReadAllText));
        var asked = queries.SelectMany(text => OperationName().Matches(text))
            .SelectMany(match => Quoted().Matches(match.Value)).Select(match => match.Groups["name"].Value)
            .Distinct().ToArray();

        Assert.NotEmpty(asked);
        Repository.AssertNone("There is no such function:", asked.Where(name => name is not NoFunction && !functions.ContainsKey(name)));
    }

    [GeneratedRegex(@"OperationName (==|in) [^|\n]+")]
    private static partial Regex OperationName();

    [GeneratedRegex("\"(?<name>[A-Za-z]+)\"")]
    private static partial Regex Quoted();
}
