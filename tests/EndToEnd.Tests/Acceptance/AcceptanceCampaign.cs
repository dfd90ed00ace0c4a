using System.Diagnostics;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests.Acceptance;

/// <summary>Compiles random trees that are nearly right; what we accept, Envoy must accept.</summary>
public sealed class AcceptanceCampaign(int seed, IReadOnlyList<EnvoyProgram> envoys) : IDisposable
{
    /// <summary>Longer than this for a handful of objects is a fault of the compiler.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    private readonly NearValidTrees trees = new(seed);
    private readonly Random random = new(seed);
    private readonly CertificateFolder certificates = new();
    private readonly Workspace workspace = new();

    /// <summary>Ends early when <paramref name="limit"/> is over.</summary>
    public async Task<AcceptanceReport> RunAsync(int count, TimeSpan limit)
    {
        var report = new AcceptanceReport();
        var clock = Stopwatch.StartNew();
        while (report.Drawn < count && clock.Elapsed < limit)
        {
            var drawn = trees.Draw(++report.Drawn);
            if (Compile(drawn, report) is { } compilation)
            {
                await JudgeAsync(drawn, compilation, report);
            }
        }

        return report;
    }

    public void Dispose() => workspace.Dispose();

    private Compilation? Compile(NearValidTree drawn, AcceptanceReport report)
    {
        var options = new CompilerOptions { Profile = random.Next(2) is 0 ? Profile.Edge : Profile.Istio };
        var clock = Stopwatch.StartNew();
        try
        {
            return GatewayCompiler.Compile(drawn.Tree, options);
        }
        catch (Exception thrown)
        {
            report.Failures.Add(Show(drawn, $"the compiler threw {thrown}"));

            return null;
        }
        finally
        {
            report.Longest = clock.Elapsed > report.Longest ? clock.Elapsed : report.Longest;
            if (clock.Elapsed > Bound)
            {
                report.Failures.Add(Show(drawn, $"it took {clock.Elapsed.TotalSeconds:F1} s"));
            }
        }
    }

    private async Task JudgeAsync(NearValidTree drawn, Compilation compilation, AcceptanceReport report)
    {
        if (compilation.Snapshot is not { } snapshot)
        {
            report.Refusals.Add(Show(drawn, string.Join(
                '\n', compilation.Diagnostics.Where(found => found.Severity is Severity.Error))));

            return;
        }

        report.Passed++;
        certificates.Write(workspace.Root, snapshot.Requires.CertificateFiles);
        var configuration = workspace.At("static.pb");
        await File.WriteAllBytesAsync(configuration, snapshot.StaticBootstrap.ToArray());
        foreach (var envoy in envoys.Where(envoy => envoy.Version >= Version.Parse(snapshot.Requires.MinEnvoy)))
        {
            var (exitCode, output) = await Child.RunAsync(
                envoy.Path, ["--mode", "validate", "-l", "error", "-c", configuration], workspace.Root);
            if (exitCode is not 0)
            {
                report.Failures.Add(Show(drawn, $"Envoy {envoy.Version} refuses it: {output}"));
            }
        }
    }

    private static string Show(NearValidTree drawn, string outcome) =>
        $"{drawn.Tree.Name}: {string.Join("; ", drawn.Changes)}\n{outcome}\n{drawn.Text}";
}
