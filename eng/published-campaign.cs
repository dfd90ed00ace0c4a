#!/usr/bin/env -S dotnet run
#:project ../tests/EndToEnd.Tests/GatewayPipeline.EndToEnd.Tests.csproj

// Publishes gwp for this machine and judges it as the test suite judges the one that `dotnet build` makes: what each golden
// tree compiles to must be the same, and all tests that start gwp run once more with it.
//
//   dotnet build -c Release
//   dotnet run -c Release eng/published-campaign.cs -- [--as-it-lies] [--trees-only]
//
// --as-it-lies: what lies in artifacts/publish is not published again. --trees-only: without the tests, which take minutes.
// Those that need an Envoy look for it as ever. Exit code 1: it answers otherwise, or a test failed; 2: it is not there.

using System.Diagnostics;
using System.Runtime.InteropServices;
using GatewayPipeline.EndToEnd.Tests.Running;

var options = new Arguments(args);
var platform = $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
if (!options.Has("--as-it-lies") && await DotnetAsync("publish", "src/Cli", "-c", "Release", "-r", platform) is not 0)
{
    return 1;
}

var published = Path.Combine(Programs.Repository, "artifacts", "publish", "Cli", $"release_{platform}", "gwp");
if (new[] { published, Programs.Gwp }.FirstOrDefault(program => !File.Exists(program)) is { } missing)
{
    Console.Error.WriteLine($"{missing} is not there");

    return 2;
}

using var workspace = new Workspace();
var trees = Directory.GetDirectories(Path.Combine(Programs.Repository, "tests", "corpus"), "manifests", SearchOption.AllDirectories);
var failures = 0;
foreach (var tree in trees.Order(StringComparer.Ordinal))
{
    string[] check = ["check", tree, "-o", "json"];
    Compare(string.Join(' ', check), await RunAsync(Programs.Gwp, check), await RunAsync(published, check));
    Compare($"build {tree}", await BuildAsync(Programs.Gwp, tree), await BuildAsync(published, tree));
}

Console.WriteLine($"{trees.Length} trees, {failures} answers that are not the same");
if (failures is 0 && !options.Has("--trees-only"))
{
    Environment.SetEnvironmentVariable("GWP_PATH", published);
    failures += await DotnetAsync("test", "-c", "Release", "--project", "tests/Cli.Tests");
    failures += await DotnetAsync("test", "-c", "Release", "--project", "tests/EndToEnd.Tests");
}

return failures is 0 ? 0 : 1;

void Compare(string what, string built, string ahead)
{
    if (built != ahead)
    {
        failures++;
        Console.WriteLine($"gwp {what}\nas built:\n{built}\nas published:\n{ahead}");
    }
}

// The bundle, the configuration as JSON, and what was said.
async Task<string> BuildAsync(string gwp, string tree)
{
    string[] files = [workspace.At("bundle.tar.gz"), workspace.At("envoy.json")];
    foreach (var file in files)
    {
        File.Delete(file);
    }

    var said = await RunAsync(gwp, "build", tree, "--out", files[0], "--envoy-config", files[1]);
    var written = files.Where(File.Exists).Select(file => Convert.ToHexString(File.ReadAllBytes(file)));

    return $"{said}\n{string.Join('\n', written)}";
}

async Task<string> RunAsync(string gwp, params string[] arguments)
{
    var (exitCode, output) = await Child.RunAsync(gwp, arguments, Programs.Repository);

    return $"{exitCode}\n{output}";
}

async Task<int> DotnetAsync(params string[] arguments)
{
    using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = Programs.Repository })
        ?? throw new InvalidOperationException("dotnet did not start");
    await process.WaitForExitAsync();

    return process.ExitCode;
}
