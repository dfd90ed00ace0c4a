using System.Diagnostics;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Delivery.Tests.Sources;

public sealed class IgnoreRulesTests
{
    private static readonly string[] Patterns =
    [
        "*.yaml", "a.yaml", "/a.yaml", "b/", "b/*.yaml", "b/**", "**/c.yaml",
        "a/**/c.yaml", "!a.yaml", "# a.yaml", @"\#x.yaml", @"\!y.yaml",
        "[ab].yaml", "[!ab].yaml", "?.yaml", "a*c*.yaml", "/b", "b/c", "**",
        "/**/c.yaml", "x ", @"[]]", "[a-c]*", "a/", "/*/c.yaml", "[", "[a", "**/",
    ];

    private static readonly string[] Files =
    [
        "a.yaml", "b.yaml", "c.yaml", "b/a.yaml", "b/c.yaml", "b/c/c.yaml", "a/c.yaml", "a/b/c.yaml", "a/b/d/c.yaml",
        "abc.yaml", "#x.yaml",
        "!y.yaml", "x", "]", "z/b/a.yaml", "[", "[a",
    ];

    /// <summary>
    /// Git itself is asked, for each pattern alone and for pairs: the rules are its, so the answers must be.
    /// </summary>
    [Fact]
    public async Task Answers_as_git_does()
    {
        using var folder = new TemporaryFolder();
        Assert.SkipUnless(
            await RunAsync(folder, "init", "-q") == 0, "git is not there: nobody else can say what is ignored");
        foreach (var file in Files)
        {
            folder.Write(file, "");
        }

        IEnumerable<string> texts =
        [
            .. Patterns,
            .. Patterns.Select(pattern => $"*.yaml\n!{pattern}"),
            .. Patterns.Select(pattern => $"{pattern}\n!a.yaml"),
        ];
        foreach (var text in texts)
        {
            folder.Write(".gitignore", text);
            var expected = await IgnoredByGitAsync(folder);
            var rules = IgnoreRules.Parse(text);

            Assert.True(
                expected.SequenceEqual(Files.Where(file => Ignores(rules, file))),
                $"'{text}': git ignores [{string.Join(' ', expected)}]");
        }
    }

    [Fact]
    public void A_pattern_of_many_stars_takes_no_time()
    {
        var rules = IgnoreRules.Parse(
            string.Concat(Enumerable.Repeat("*a", 50)) + "b\n" + string.Concat(Enumerable.Repeat("**/a/", 50)) + "b");
        var clock = Stopwatch.StartNew();

        Assert.False(rules.Ignores(string.Join('/', Enumerable.Repeat(new string('a', 200), 100)), isFolder: false));

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 1);
    }

    // As the walk does: what lies in an ignored folder is never asked about.
    private static bool Ignores(IgnoreRules rules, string file)
    {
        var parts = file.Split('/');

        return Enumerable.Range(1, parts.Length).Any(
            count => rules.Ignores(string.Join('/', parts[..count]), isFolder: count < parts.Length));
    }

    private static async Task<string[]> IgnoredByGitAsync(TemporaryFolder folder)
    {
        var start = new ProcessStartInfo("git", ["check-ignore", "--stdin", "-z", "--no-index"])
        {
            WorkingDirectory = folder.FullPath,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start) ?? throw new InvalidOperationException("git did not start");
        await git.StandardInput.WriteAsync(string.Concat(Files.Select(file => file + "\0")));
        git.StandardInput.Close();
        var output = await git.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        return output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task<int> RunAsync(TemporaryFolder folder, params string[] arguments)
    {
        try
        {
            using var git =
                Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder.FullPath });
            Assert.NotNull(git);
            await git.WaitForExitAsync(TestContext.Current.CancellationToken);

            return git.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
