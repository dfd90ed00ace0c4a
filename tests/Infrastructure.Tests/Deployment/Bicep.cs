using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace GatewayPipeline.Infrastructure.Tests.Deployment;

/// <param name="ExitCode">0: no error. Warnings leave it at 0, too.</param>
/// <param name="Problems">What it wrote to standard error: warnings and errors, a line each.</param>
internal sealed record BicepRun(int ExitCode, string Output, string Problems)
{
    /// <summary>Without a single remark.</summary>
    public BicepRun MustBeClean(string what)
    {
        Assert.True(ExitCode == 0 && Problems is "", $"{what} is to be without errors and warnings:\n{Problems}{Output}");

        return this;
    }
}

/// <summary>Runs the Bicep compiler that the build has fetched.</summary>
internal static class Bicep
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static string Program => typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(each => each.Key == "Bicep")?.Value ?? "";

    /// <summary>Skips the test where the compiler does not run.</summary>
    public static void Require()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture is Architecture.X64,
            $"the Bicep compiler of the build runs on linux-x64; this is {RuntimeInformation.RuntimeIdentifier}");
        Assert.True(File.Exists(Program), $"The Bicep compiler is not there ('{Program}'): restore and build the project anew");
    }

    public static async Task<BicepRun> RunAsync(string folder, params string[] arguments)
    {
        Require();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        using var process = new Process
        {
            StartInfo = new(Program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["NO_COLOR"] = "1" },
            },
        };
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var problems = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new(process.ExitCode, await output, await problems);
    }
}
