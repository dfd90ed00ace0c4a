namespace GatewayPipeline.Infrastructure.Tests.Deployment;

/// <summary>The templates compile without a remark, to the same bytes each time.</summary>
public sealed class TemplateTests
{
    public static TheoryData<string> Inputs => ["main.bicep", .. Environments.All.Select(each => $"main.{each}.bicepparam")];

    [Theory]
    [MemberData(nameof(Inputs))]
    public async Task The_linter_finds_nothing(string input)
    {
        var run = await Bicep.RunAsync(Repository.Templates, "lint", input);

        run.MustBeClean(input);
        Assert.Equal("", run.Output.Trim());
    }

    [Fact]
    public async Task A_build_gives_the_same_bytes_each_time_and_in_each_folder()
    {
        using var copy = TemplateCopy.Make();

        var first = await BuildAsync(Repository.Templates);
        Assert.Contains("Microsoft.Web/sites", first, StringComparison.Ordinal);
        Assert.Equal(first, await BuildAsync(copy.Folder));
    }

    [Fact]
    public async Task Sources_are_formatted()
    {
        using var copy = TemplateCopy.Make();
        foreach (var pattern in (string[])["**/*.bicep", "**/*.bicepparam"])
        {
            (await Bicep.RunAsync(copy.Folder, "format", "--pattern", pattern)).MustBeClean(pattern);
        }

        Repository.AssertNone(
            "Not formatted; bicep format FILE does it:",
            from path in Directory.EnumerateFiles(copy.Folder, "*", SearchOption.AllDirectories)
            let name = Path.GetRelativePath(copy.Folder, path)
            where File.ReadAllText(path) != Repository.Read($"infra/bicep/{name}")
            select name);
    }

    [Fact]
    public async Task What_is_only_a_warning_is_seen_too()
    {
        using var copy = TemplateCopy.Make();
        copy.Replace("modules/functions.bicep", "    reserved: true\n", "    reserved: true\n    misspelt: true\n");

        var run = await Bicep.RunAsync(copy.Folder, "lint", "main.bicep");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("misspelt", run.Problems, StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => run.MustBeClean("main.bicep"));
    }

    private static async Task<string> BuildAsync(string folder) =>
        (await Bicep.RunAsync(folder, "build", "main.bicep", "--stdout")).MustBeClean("main.bicep").Output;
}
