using System.Diagnostics;

namespace GatewayPipeline.Agent.Tests.Attacks;

/// <summary>
/// Turns each control off and attacks: the test of that attack has to fail then. Works on a copy of the sources, in which
/// every control has a switch; the program that people get has none.
/// </summary>
public static class AttackCampaign
{
    private const string Project = "tests/Agent.Tests";
    private const string Namespace = "GatewayPipeline.Agent.Tests.Attacks";

    // What the platform of the tests ends with: https://aka.ms/testingplatform/exitcodes
    private const int AllPassed = 0;
    private const int SomeFailed = 2;

    private static readonly TimeSpan LongestBuild = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LongestTest = TimeSpan.FromMinutes(5);

    /// <param name="only">The name of one control; null: all.</param>
    /// <returns>How many of the controls were missed by nobody when they were off.</returns>
    public static async Task<int> RunAsync(string? only, TextWriter output)
    {
        var controls = Controls.All.Where(control => only is null || control.Name == only).ToList();
        if (controls is [])
        {
            throw new ArgumentException($"there is no control '{only}'", nameof(only));
        }

        var copy = Directory.CreateTempSubdirectory("gwp-attacks-").FullName;
        try
        {
            CopyTo(copy);
            controls.ForEach(control => Patch(copy, control));
            var (built, log) = await RunAsync(
                copy, "dotnet", ["build", Project, "--nologo", "-v", "q", "-p:TreatWarningsAsErrors=false"], "", LongestBuild);
            if (built != 0)
            {
                throw new InvalidOperationException($"the copy with switches does not build:\n{log}");
            }

            // The copy's own text is not what the table says.
            var (whole, said) = await AttackAsync(
                copy,
                "",
                ["--filter-namespace", Namespace, "--filter-not-class", $"{Namespace}.{nameof(ControlTableTests)}"]);
            output.WriteLine($"all on                             {(whole == AllPassed ? "every attack fails" : said)}");

            return (whole == AllPassed ? 0 : 1) + await AttackEachAsync(copy, controls, output);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static async Task<int> AttackEachAsync(string copy, List<Control> controls, TextWriter output)
    {
        var missed = 0;
        foreach (var control in controls)
        {
            var (code, log) = await AttackAsync(
                copy, control.Name, ["--filter-method", $"{Namespace}.{control.Test}"]);
            missed += code == SomeFailed ? 0 : 1;
            output.WriteLine($"{control.Name,-34} {Meaning(code, control, log)}");
        }

        return missed;
    }

    private static string Meaning(int code, Control control, string log) => code switch
    {
        SomeFailed => $"caught by {control.Test}",
        AllPassed => $"MISSED: {control.Test} passes without it",
        _ => $"BROKEN: {control.Test} ended with {code}\n{log}",
    };

    private static Task<(int Code, string Log)> AttackAsync(string copy, string off, string[] filter) => RunAsync(
        copy, Path.Combine(copy, "artifacts/bin/Agent.Tests/debug/GatewayPipeline.Agent.Tests"),
        [.. filter, "--progress", "off"], off, LongestTest);

    private static void CopyTo(string copy)
    {
        foreach (var path in Repository.Files)
        {
            var target = Path.Combine(copy, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? copy);
            File.Copy(Path.Combine(Repository.Root, path), target);
        }
    }

    private static void Patch(string copy, Control control)
    {
        var path = Path.Combine(copy, control.File);
        var text = File.ReadAllText(path);
        File.WriteAllText(
            path,
            text.Split(control.Text) is [var before, var after]
                ? before + control.Patched + after
                : throw new InvalidOperationException($"{control.File} does not have once: {control.Text}"));
    }

    private static async Task<(int Code, string Log)> RunAsync(
        string folder, string program, string[] arguments, string off, TimeSpan limit)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Control.Variable] = off;
        using var ending = new CancellationTokenSource(limit);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ending.Token);
            var errors = await process.StandardError.ReadToEndAsync(ending.Token);
            await process.WaitForExitAsync(ending.Token);

            return (process.ExitCode, await output + errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);

            return (-1, $"it did not end within {limit}");
        }
    }
}
