using System.Collections.Concurrent;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.Oracle.Tests;

/// <summary>
/// Asks an Envoy that runs what we compiled. The cases' ports are fixed, so several run at a time only where each
/// can have a network of its own.
/// </summary>
/// <param name="oracle">The recorded cases.</param>
/// <param name="envoy">The program.</param>
/// <param name="workspace">Where each case has a folder of its own.</param>
/// <param name="throughAgent">Not as one static configuration: as a signed bundle that an agent serves.</param>
internal sealed class EnvoyLanes(OracleFolder oracle, string envoy, Workspace workspace, bool throughAgent = false)
{
    /// <summary>Most of a case's time is waiting.</summary>
    public const int Most = 4;

    private static readonly TimeSpan LimitOfCase = TimeSpan.FromSeconds(60);
    private static readonly string[] OwnNetwork = ["-rn", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"];

    /// <summary>Name of a case → null if the answers are those recorded, else what differs.</summary>
    public async Task<IReadOnlyDictionary<string, string?>> AskAsync(OracleCase[] cases, int lanes)
    {
        var isolated = await CanIsolateAsync();
        var results = new ConcurrentDictionary<string, string?>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            cases,
            new ParallelOptions { MaxDegreeOfParallelism = isolated ? lanes : 1 },
            async (each, _) => results[each.Name] = await AskAsync(each, isolated));

        return results;
    }

    private async Task<string?> AskAsync(OracleCase oracleCase, bool isolated)
    {
        var lane = Directory.CreateDirectory(workspace.At(Guid.NewGuid().ToString("N"))).FullName;
        var cases = Directory.CreateDirectory(Path.Combine(lane, "cases")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(cases, oracleCase.Name), oracleCase.Folder);
        var configuration = Path.Combine(lane, "bootstrap.json");
        var certificates = Path.Combine(lane, "certificates");
        oracleCase.LayOutCertificates(certificates);
        var compilation = oracleCase.Compile(
            certificates, throughAgent ? new() { WildcardAddress = "127.0.0.1" } : null);
        if (compilation.Snapshot is { } snapshot)
        {
            var bootstrap = Envoy.Config.Bootstrap.V3.Bootstrap.Parser.ParseFrom(snapshot.StaticBootstrap.Span);
            await File.WriteAllTextAsync(configuration, EnvoyJson.Format(bootstrap));
        }

        await using var agent = throughAgent && compilation.Snapshot is { } bundled
            ? await AgentBeside.StartAsync(lane, bundled, envoy)
            : null;

        // The runner asks a command for the configuration; one that has none to give has refused the manifests.
        string[] program =
        [
            "python3", oracle.Runner, "--envoy", agent?.Envoy ?? envoy, "compare",
            "--cases", cases, "--command", $"cp {configuration} {{out}}",
        ];
        await using var runner = isolated
            ? Child.Start("unshare", [.. OwnNetwork, .. program], lane)
            : Child.Start(program[0], program[1..], lane);
        await runner.EndAsync(LimitOfCase);

        return runner.Output.Contains($"pass {oracleCase.Name}\n", StringComparison.Ordinal) ? null
            : compilation.Succeeded ? runner.Output
            : string.Join('\n', compilation.Diagnostics.Where(found => found.Severity is Severity.Error));
    }

    private static async Task<bool> CanIsolateAsync()
    {
        try
        {
            return (await Child.RunAsync("unshare", [.. OwnNetwork, "true"], "/")).ExitCode is 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
