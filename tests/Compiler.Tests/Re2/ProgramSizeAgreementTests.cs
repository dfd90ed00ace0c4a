using System.Diagnostics;
using System.Globalization;
using Envoy.Config.Bootstrap.V3;
using Envoy.Config.Route.V3;
using GatewayPipeline.Compiler.Re2;
using GatewayPipeline.Compiler.Tests.Routing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Tests.Re2;

/// <summary>Program sizes of random patterns, told by a real Envoy whose limit is 0. A larger run: set SIZES_SEED and SIZES_COUNT.</summary>
public class ProgramSizeAgreementTests
{
    [Fact]
    public async Task Counts_random_patterns_as_Envoy_does()
    {
        var envoy = EnvoyProcess.Find();
        var patterns = new RandomPatterns(new(Setting("SIZES_SEED", 1)));
        List<string> differences = [];
        for (var i = Setting("SIZES_COUNT", 12); i > 0; i--)
        {
            var regex = patterns.Pattern();
            var theirs = await AskAsync(envoy, regex, TestContext.Current.CancellationToken);
            var ours = Re2Pattern.TryParse(regex, out var pattern, out var error) ? $"{pattern.ProgramSize}"
                : error.Reason;
            if (!theirs.Contains(pattern is null ? ours : $"program size of {ours} >", StringComparison.Ordinal))
            {
                differences.Add($"{regex}: {ours}, Envoy says {theirs}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static async Task<string> AskAsync(string envoy, string regex, CancellationToken cancellation)
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

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value
            : otherwise;
}
