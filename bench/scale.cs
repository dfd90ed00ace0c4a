#!/usr/bin/env -S dotnet run
#:property RestorePackagesWithLockFile=false

// How long a cold `gwp build` of N VirtualServices takes, as a multiple of what Envoy itself needs to load N clusters and
// N virtual hosts, and how much memory. Such a ratio, measured in the same minute, travels between machines.
//
//   dotnet publish src/Cli -c Release -r linux-x64
//   dotnet run bench/scale.cs -- [--sizes 1000,10000] [--runs 5] [--keep DIR] [--gwp FILE]
//
// That is the tool as one installs it, compiled ahead; --gwp names another. Then `gwp up` serves the tree while a route is
// edited: the times from new head, and from save, to activation. Below the table: where the time of one more build went.
// Needs an Envoy: ENVOY_PATH, or envoy on PATH. --keep leaves the tree and the bundle of each size in DIR.

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var sizes = Option("--sizes", "1000,10000").Split(',').Select(int.Parse).ToArray();
var runs = int.Parse(Option("--runs", "5"));
var keep = Option("--keep", "");
var root = keep is "" ? Directory.CreateTempSubdirectory("gwp-scale-") : Directory.CreateDirectory(keep);
var gwp = Option("--gwp", Path.GetFullPath("../artifacts/publish/Cli/release_linux-x64/gwp", Here()));
var envoy = Environment.GetEnvironmentVariable("ENVOY_PATH") is { Length: > 0 } named ? named : "envoy";

Console.WriteLine(
    "| VirtualServices | Envoy loads them | `gwp build` | as multiple | peak memory | bundle "
    + "| head to activation, as multiple | save to activation, as multiple |\n"
    + "| --- | --- | --- | --- | --- | --- | --- | --- |");
var profiles = new List<string>();
foreach (var size in sizes)
{
    var folder = root.CreateSubdirectory($"{size}").FullName;
    var tree = Path.Combine(folder, "tree");
    ScaleTree.Write(tree, size);
    var yardstick = Path.Combine(folder, "yardstick.json");
    File.WriteAllText(yardstick, Yardstick.Bootstrap(size).ToJsonString());
    var bundle = Path.Combine(folder, "bundle.tar.gz");

    var loads = new List<Run>();
    var builds = new List<Run>();
    for (var run = 0; run < runs; run++)
    {
        // In turn, so that a busy minute of the machine falls on both.
        loads.Add(Run.Of(envoy, "--mode", "validate", "-l", "error", "-c", yardstick));
        builds.Add(Run.Of(gwp, "build", tree, "--out", bundle));
    }

    var load = loads.Min(run => run.Seconds);
    var build = builds.Min(run => run.Seconds);
    var (activation, served) = await Edits.MeasureAsync(gwp, tree, Path.Combine(folder, "state"), runs);
    Console.WriteLine(
        $"| {size:N0} | {load:F2} s | {build:F2} s | {build / load:F1} | {builds.Max(run => run.PeakMebibytes):F0} MiB "
        + $"| {new FileInfo(bundle).Length / 1024.0:F0} KiB | {activation / 1000 / load:F2} | {served / 1000 / load:F2} |");
    profiles.Add($"{size:N0} VirtualServices\n{Run.Of(gwp, "build", tree, "--timings").Error}");
}

Console.WriteLine($"\n{string.Join('\n', profiles)}");
if (keep is "")
{
    root.Delete(recursive: true);
}

string Option(string name, string otherwise) =>
    Array.IndexOf(args, name) is >= 0 and var index && index + 1 < args.Length ? args[index + 1] : otherwise;

static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path) ?? "";

/// <summary>One run of a program from its start to its end.</summary>
internal sealed record Run(double Seconds, double PeakMebibytes, string Error)
{
    public static Run Of(string program, params string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var peak = 0.0;
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(10)))
        {
            peak = Math.Max(peak, HighWater(process.Id));
        }

        watch.Stop();

        return process.ExitCode is 0
            ? new(watch.Elapsed.TotalSeconds, peak, error.Result)
            : throw new InvalidOperationException(
                $"{program} ended with {process.ExitCode}:\n{Shortened(output.Result)}\n{Shortened(error.Result)}");
    }

    // The kernel's own high-water mark of resident memory; it only grows, so the last look is the best.
    private static double HighWater(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status")
                .FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));

            return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static string Shortened(string text) => text.Length > 2000 ? text[..2000] + " …" : text;
}

/// <summary>Edits of one route of a running `gwp up`, with medians of what it and its agent say of the time.</summary>
internal static partial class Edits
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    public static async Task<(double Activation, double Served)> MeasureAsync(string gwp, string tree, string state, int edits)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(gwp, ["up", tree, "--state", state, "--map-port", $"80={port}"])
        {
            RedirectStandardOutput = true,
        };
        using var up = Process.Start(start) ?? throw new InvalidOperationException($"{gwp} did not start");
        try
        {
            await LineAsync(up, "Serving");
            var file = Path.Combine(tree, "routes-000000.yaml");
            var text = File.ReadAllText(file);
            var served = new List<double>();
            for (var edit = 1; edit <= edits; edit++)
            {
                File.WriteAllText(file, text.Replace("timeout: 1s", $"timeout: {edit + 1}s", StringComparison.Ordinal));
                served.Add(Milliseconds(await LineAsync(up, "served after")));
            }

            // The first activation is the start's.
            var activations = File.ReadLines(Path.Combine(state, "logs", "agent.log"))
                .Where(line => line.Contains("is in effect after", StringComparison.Ordinal))
                .Select(Milliseconds)
                .Skip(1);

            return (Median(activations), Median(served));
        }
        finally
        {
            using var interrupt = Process.Start("kill", ["-INT", $"{up.Id}"]);
            await up.WaitForExitAsync().WaitAsync(Patience);
        }
    }

    private static async Task<string> LineAsync(Process process, string word)
    {
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.Contains(word, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"gwp up ended before it said '{word}'");
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is [_, ..] sorted ? sorted[sorted.Length / 2] : 0;

    private static double Milliseconds(string line) => double.Parse(Duration().Match(line).Groups["milliseconds"].Value);

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();

        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"after (?<milliseconds>[0-9.]+) ms")]
    private static partial Regex Duration();
}

/// <summary>N VirtualServices with all that they need, as teams would keep them in git: 50 objects to a file.</summary>
internal static class ScaleTree
{
    private const int PerFile = 50;

    public static void Write(string folder, int size)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "gateway.yaml"), """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata:
              name: edge
              namespace: istio-system
            spec:
              selector:
                istio: ingressgateway
              servers:
              - port: {number: 80, name: http, protocol: HTTP}
                hosts: ["*/*.example.com"]

            """);
        var services = Math.Max(1, size / 2);
        WriteChunks(folder, "services", services, index => $"{ServiceEntry(index)}---\n{DestinationRule(index)}");
        WriteChunks(folder, "routes", size, index => VirtualService(index, index % services));
    }

    private static void WriteChunks(string folder, string name, int count, Func<int, string> document)
    {
        foreach (var chunk in Enumerable.Range(0, count).Chunk(PerFile))
        {
            var file = Path.Combine(folder, $"{name}-{chunk[0]:D6}.yaml");
            File.WriteAllText(file, string.Join("---\n", chunk.Select(document)));
        }
    }

    private static string ServiceEntry(int index) => $$"""
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata:
          name: svc-{{index}}
          namespace: shop
        spec:
          hosts: [svc-{{index}}.shop.internal]
          location: MESH_INTERNAL
          resolution: STATIC
          ports:
          - {number: 8080, name: http, protocol: HTTP}
          endpoints:
          - address: 10.{{Address(index)}}
            labels: {version: v1}
          - address: 11.{{Address(index)}}
            labels: {version: v2}

        """;

    private static string DestinationRule(int index) => $$"""
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata:
          name: svc-{{index}}
          namespace: shop
        spec:
          host: svc-{{index}}.shop.internal
          trafficPolicy:
            connectionPool:
              http: {http1MaxPendingRequests: 1024, maxRequestsPerConnection: 0}
            outlierDetection: {consecutive5xxErrors: 5, interval: 10s, baseEjectionTime: 30s}
          subsets:
          - name: v1
            labels: {version: v1}
          - name: v2
            labels: {version: v2}

        """;

    private static string VirtualService(int index, int service) => $$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: app-{{index}}
          namespace: shop
        spec:
          hosts: [app-{{index}}.example.com]
          gateways: [istio-system/edge]
          http:
        {{Route(0, service)}}
        {{Route(1, service)}}
          - name: default
            route:
            - destination: {host: svc-{{service}}.shop.internal, port: {number: 8080} }

        """;

    private static string Route(int route, int service) => $$"""
          - name: r{{route}}
            match:
            - uri: {prefix: /api/v{{route}}/}
              headers:
                x-tenant: {exact: t{{route}} }
            rewrite: {uri: /}
            timeout: {{route + 1}}s
            retries: {attempts: 2, perTryTimeout: 1s, retryOn: "gateway-error,connect-failure"}
            headers:
              request:
                set: {x-route: r{{route}} }
            route:
            - destination: {host: svc-{{service}}.shop.internal, subset: v1, port: {number: 8080} }
              weight: 90
            - destination: {host: svc-{{service}}.shop.internal, subset: v2, port: {number: 8080} }
              weight: 10
        """;

    public static string Address(int index) => $"{index >> 16 & 255}.{index >> 8 & 255}.{index & 255}";
}

/// <summary>N clusters and N virtual hosts with three routes each, written for Envoy by hand.</summary>
internal static class Yardstick
{
    private const string Types = "type.googleapis.com/envoy.extensions.filters";

    public static JsonObject Bootstrap(int size) => new()
    {
        ["node"] = new JsonObject { ["id"] = "yardstick", ["cluster"] = "yardstick" },
        ["static_resources"] = new JsonObject
        {
            ["clusters"] = Many(size, Cluster),
            ["listeners"] = new JsonArray(Listener(size)),
        },
    };

    private static JsonObject Listener(int size) => new()
    {
        ["name"] = "listener",
        ["address"] = Address("127.0.0.1", 18999),
        ["filter_chains"] = new JsonArray(new JsonObject
        {
            ["filters"] = new JsonArray(new JsonObject
            {
                ["name"] = "envoy.filters.network.http_connection_manager",
                ["typed_config"] = new JsonObject
                {
                    ["@type"] = $"{Types}.network.http_connection_manager.v3.HttpConnectionManager",
                    ["stat_prefix"] = "yardstick",
                    ["route_config"] = new JsonObject
                    {
                        ["name"] = "http.80",
                        ["virtual_hosts"] = Many(size, VirtualHost),
                    },
                    ["http_filters"] = new JsonArray(new JsonObject
                    {
                        ["name"] = "envoy.filters.http.router",
                        ["typed_config"] = new JsonObject { ["@type"] = $"{Types}.http.router.v3.Router" },
                    }),
                },
            }),
        }),
    };

    private static JsonObject Cluster(int index) => new()
    {
        ["name"] = Name(index),
        ["type"] = "STATIC",
        ["connect_timeout"] = "10s",
        ["load_assignment"] = new JsonObject
        {
            ["cluster_name"] = Name(index),
            ["endpoints"] = new JsonArray(new JsonObject
            {
                ["lb_endpoints"] = new JsonArray(new JsonObject
                {
                    ["endpoint"] = new JsonObject { ["address"] = Address($"10.{ScaleTree.Address(index)}", 8080) },
                }),
            }),
        },
    };

    private static JsonObject VirtualHost(int index) => new()
    {
        ["name"] = $"app-{index}.example.com:80",
        ["domains"] = new JsonArray($"app-{index}.example.com", $"app-{index}.example.com:*"),
        ["routes"] = new JsonArray(Route(index, 0), Route(index, 1), new JsonObject
        {
            ["match"] = new JsonObject { ["prefix"] = "/" },
            ["route"] = new JsonObject { ["cluster"] = Name(index), ["timeout"] = "0s" },
        }),
    };

    private static JsonObject Route(int index, int route) => new()
    {
        ["match"] = new JsonObject
        {
            ["prefix"] = $"/api/v{route}/",
            ["headers"] = new JsonArray(new JsonObject
            {
                ["name"] = "x-tenant",
                ["string_match"] = new JsonObject { ["exact"] = $"t{route}" },
            }),
        },
        ["route"] = new JsonObject
        {
            ["cluster"] = Name(index),
            ["timeout"] = $"{route + 1}s",
            ["prefix_rewrite"] = "/",
        },
    };

    private static JsonArray Many(int count, Func<int, JsonObject> make) =>
        new([.. Enumerable.Range(0, count).Select(index => (JsonNode)make(index))]);

    private static JsonObject Address(string address, int port) => new()
    {
        ["socket_address"] = new JsonObject { ["address"] = address, ["port_value"] = port },
    };

    private static string Name(int index) => $"outbound|8080||svc-{index}.shop.internal";
}
