using System.Diagnostics;
using Envoy.Config.Bootstrap.V3;
using Envoy.Config.Route.V3;
using GatewayPipeline.Compiler.Re2;
using GatewayPipeline.Compiler.Tests.Routing.Agreement;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Tests.Re2;

/// <summary>Compares the program sizes of random patterns with those that a real Envoy tells, whose limit is 0.</summary>
public sealed class ProgramSizeCampaign(int seed, string envoy)
{
    /// <summary>Where the two differ: the pattern, our count and what Envoy says.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(int count, CancellationToken cancellation)
    {
        var patterns = new RandomPatterns(new(seed));
        List<string> differences = [];
        for (var left = count; left > 0; left--)
        {
            var regex = patterns.Pattern();
            var theirs = await AskAsync(regex, cancellation);
            var ours = Re2Pattern.TryParse(regex, out var pattern, out var error)
                ? $"{pattern.ProgramSize}"
                : error.Reason;
            if (!theirs.Contains(pattern is null ? ours : $"program size of {ours} >", StringComparison.Ordinal))
            {
                differences.Add($"{regex}: {ours}, Envoy says {theirs}");
            }
        }

        return differences;
    }

    private async Task<string> AskAsync(string regex, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("gwp").FullName;
        var config = Path.Combine(folder, "bootstrap.pb");
        await File.WriteAllBytesAsync(config, Bootstrap(regex).ToByteArray(), cancellation);
        var start = new ProcessStartInfo(envoy, ["--mode", "validate", "-c", config, "-l", "critical"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{envoy} does not start");
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        Directory.Delete(folder, recursive: true);

        return errors + await output;
    }

    private static Bootstrap Bootstrap(string regex)
    {
        var route = new Route
        {
            Match = new() { SafeRegex = new() { Regex = regex } },
            DirectResponse = new() { Status = 200 },
        };
        var configuration = new RouteConfiguration
        {
            VirtualHosts = { new VirtualHost { Name = "all", Domains = { "*" }, Routes = { route } } },
        };
        var limit = new Struct { Fields = { ["re2.max_program_size.error_level"] = Value.ForNumber(0) } };

        return new()
        {
            StaticResources = new()
            {
                Listeners = { EnvoyProcess.Listener(
                    new() { StatPrefix = "sizes", RouteConfig = configuration }, "sizes") },
            },
            LayeredRuntime = new() { Layers = { new RuntimeLayer { Name = "static", StaticLayer = limit } } },
        };
    }
}
