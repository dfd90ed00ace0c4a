using System.Diagnostics;
using System.Text;
using GatewayPipeline.StoreServers;
using YamlDotNet.RepresentationModel;

namespace GatewayPipeline.Cli.Tests.Commands;

/// <summary>
/// The templates of docs/ci: they say what their hosts understand, and their scripts are run as the hosts run them, with
/// the program itself, in a real repository.
/// </summary>
public sealed class CiTemplateTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder folder = new();

    private static string Folder { get; } = Path.GetFullPath("../../../docs/ci", Here());

    // Laid beside the tests; the program under test where one is named.
    private static string Program { get; } = Environment.GetEnvironmentVariable("GWP_PATH") is { Length: > 0 } named
        ? named : Path.Combine(AppContext.BaseDirectory, "gwp");

    private static string Changed { get; } = Manifests.Shop.Replace("timeout: 3s", "timeout: 10s", StringComparison.Ordinal);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_action_is_a_composite_one_whose_scripts_hold_no_expression()
    {
        var action = Read("github/action.yml");

        AssertKeys(action, ["name", "description", "inputs", "runs"], []);
        AssertKeys(Map(action, "runs"), ["using", "steps"], []);
        Assert.Equal("composite", Text(Map(action, "runs"), "using"));
        foreach (var input in Map(action, "inputs").Children.Values.Cast<YamlMappingNode>())
        {
            AssertKeys(input, ["description", "default"], ["required"]);
        }

        foreach (var step in Steps(Map(action, "runs")))
        {
            AssertKeys(step, ["name", "shell", "env", "run"], ["if"]);
            Assert.Equal("bash", Text(step, "shell"));
            Assert.DoesNotContain("${{", Text(step, "run"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_workflow_can_write_nothing_and_keeps_no_credential()
    {
        var workflow = Read("github/workflow.yml");

        AssertKeys(workflow, ["name", "on", "permissions", "jobs"], []);
        AssertKeys(Map(workflow, "on"), ["pull_request"], []);
        Assert.Equal(["contents: read"], Map(workflow, "permissions").Children.Select(each => $"{each.Key}: {each.Value}"));
        var job = Map(Map(workflow, "jobs"), "review");
        AssertKeys(job, ["runs-on", "timeout-minutes", "steps"], []);
        Assert.Equal("false", Text(Map(Steps(job)[0], "with"), "persist-credentials"));
        Assert.Equal("0", Text(Map(Steps(job)[0], "with"), "fetch-depth"));
        var inputs = Map(Read("github/action.yml"), "inputs").Children.Keys.Select(key => $"{key}").ToHashSet();
        Assert.Subset(inputs, Map(Steps(job)[1], "with").Children.Keys.Select(key => $"{key}").ToHashSet());
    }

    [Fact]
    public void The_templates_of_the_others_say_what_their_hosts_know()
    {
        var gitlab = Map(Read("gitlab/gwp.gitlab-ci.yml"), "routing-manifests");
        AssertKeys(gitlab, ["stage", "timeout", "rules", "variables", "script", "artifacts"], []);
        AssertKeys(Map(gitlab, "artifacts"), ["when", "expose_as", "paths"], []);

        var azure = Read("azure/gwp.steps.yml");
        AssertKeys(azure, ["parameters", "steps"], []);
        var parameters = ((YamlSequenceNode)azure.Children["parameters"]).Cast<YamlMappingNode>().ToList();
        Assert.All(parameters, parameter => AssertKeys(parameter, ["name", "type", "default"], []));
        Assert.All(Steps(azure).Where(step => Has(step, "bash")), step =>
        {
            AssertKeys(step, ["bash", "displayName", "env"], ["condition"]);
            Assert.DoesNotContain("${{", Text(step, "bash"), StringComparison.Ordinal);
        });
        AssertKeys(Steps(azure)[^1], ["publish", "artifact", "displayName", "condition"], []);

        var pipeline = Read("azure/azure-pipelines.yml");
        AssertKeys(pipeline, ["trigger", "pool", "steps"], []);
        Assert.Subset(
            parameters.Select(parameter => Text(parameter, "name")).ToHashSet(),
            Map(Steps(pipeline)[1], "parameters").Children.Keys.Select(key => $"{key}").ToHashSet());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_action_annotates_lines_and_writes_the_summary(bool isGood)
    {
        using var repository = Repository(isGood, out var older);
        var summary = folder.At("summary.md");
        Dictionary<string, string> variables = new()
        {
            ["MANIFESTS"] = "deploy", ["OPTIONS"] = "--profile edge", ["BASE"] = older, ["GITHUB_STEP_SUMMARY"] = summary,
        };
        var steps = Steps(Map(Read("github/action.yml"), "runs"));

        var (found, output) = await RunAsync(Text(steps[0], "run"), repository, variables);

        Assert.Equal(isGood ? 0 : 1, found);
        if (!isGood)
        {
            Assert.Contains("::error file=deploy/shop.yaml,line=", output, StringComparison.Ordinal);

            return;
        }

        var (compared, log) = await RunAsync(Text(steps[1], "run"), repository, variables);
        Assert.True(compared == 0, log);
        Assert.Contains("`timeout`: `3s` → `10s`", await File.ReadAllTextAsync(summary, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_job_of_gitlab_leaves_findings_and_changes(bool isGood)
    {
        using var repository = Repository(isGood, out var older);
        var job = Map(Read("gitlab/gwp.gitlab-ci.yml"), "routing-manifests");
        var script = Assert.Single((YamlSequenceNode)job.Children["script"]);

        var (code, output) = await RunAsync($"{script}", repository, new()
        {
            ["GWP_MANIFESTS"] = "deploy", ["GWP_OPTIONS"] = "", ["CI_MERGE_REQUEST_DIFF_BASE_SHA"] = older,
        });

        Assert.True(code == (isGood ? 0 : 1), output);
        var findings = await File.ReadAllTextAsync(repository["routing/findings.sarif"], TestContext.Current.CancellationToken);
        Assert.Contains("\"2.1.0\"", findings, StringComparison.Ordinal);
        var changes = await File.ReadAllTextAsync(repository["routing/changes.md"], TestContext.Current.CancellationToken);
        Assert.Equal(isGood, changes.Contains("`timeout`: `3s` → `10s`", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_steps_of_azure_find_the_base_by_the_target_branch()
    {
        using var repository = Repository(isGood: true, out var older);
        repository.Run("update-ref", "refs/remotes/origin/main", older);
        Dictionary<string, string> variables = new()
        {
            ["MANIFESTS"] = "deploy", ["OPTIONS"] = "", ["SYSTEM_PULLREQUEST_TARGETBRANCH"] = "refs/heads/main",
            ["BUILD_ARTIFACTSTAGINGDIRECTORY"] = folder.At("staging"),
        };

        foreach (var step in Steps(Read("azure/gwp.steps.yml")).Where(step => Has(step, "bash")))
        {
            var (code, output) = await RunAsync(Text(step, "bash"), repository, variables);
            Assert.True(code == 0, output);
        }

        Assert.True(File.Exists(folder.At("staging/routing/findings.sarif")));
        var changes = await File.ReadAllTextAsync(folder.At("staging/routing/changes.md"), TestContext.Current.CancellationToken);
        Assert.Contains("`timeout`: `3s` → `10s`", changes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_of_a_pull_request_are_no_commands()
    {
        using var repository = Repository(isGood: true, out _);
        var steps = Steps(Map(Read("github/action.yml"), "runs"));
        var trap = $"x$(touch {folder.At("trapped")});touch {folder.At("trapped")}";

        foreach (var step in steps)
        {
            await RunAsync(Text(step, "run"), repository, new()
            {
                ["MANIFESTS"] = trap, ["OPTIONS"] = trap, ["BASE"] = trap, ["GITHUB_STEP_SUMMARY"] = folder.At("summary.md"),
            });
        }

        Assert.False(File.Exists(folder.At("trapped")), "a value was run as a command");
    }

    private static GitRepository Repository(bool isGood, out string older)
    {
        Assert.SkipUnless(GitRepository.IsInstalled, GitRepository.NotInstalled);
        var repository = new GitRepository();
        repository.Write("deploy/shop.yaml", Manifests.Shop);
        older = repository.Commit("first");
        repository.Write("deploy/shop.yaml", isGood ? Changed : Changed + "---\n" + Manifests.DuplicateKey);
        repository.Commit("second");

        return repository;
    }

    // As the hosts do: bash, ended by the first command that fails.
    private static async Task<(int Code, string Output)> RunAsync(
        string script, GitRepository repository, Dictionary<string, string> variables)
    {
        var start = new ProcessStartInfo("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
        {
            WorkingDirectory = repository.FullPath,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GWP"] = Program;
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException("bash did not start");
        var output = new StringBuilder();
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        output.Append(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Append(await error);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

        return (process.ExitCode, output.ToString());
    }

    private static void AssertKeys(YamlMappingNode node, string[] required, string[] optional)
    {
        var keys = node.Children.Keys.Select(key => $"{key}").ToHashSet(StringComparer.Ordinal);
        Assert.Empty(required.Except(keys));
        Assert.Empty(keys.Except(required).Except(optional));
    }

    private static YamlMappingNode Read(string path)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Path.Combine(Folder, path))));

        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static List<YamlMappingNode> Steps(YamlMappingNode node) =>
        [.. ((YamlSequenceNode)node.Children["steps"]).Cast<YamlMappingNode>()];

    private static YamlMappingNode Map(YamlMappingNode node, string key) => (YamlMappingNode)node.Children[key];

    private static string Text(YamlMappingNode node, string key) => $"{node.Children[key]}";

    private static bool Has(YamlMappingNode node, string key) => node.Children.ContainsKey(key);

    private static string Here([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path) ?? "";
}
