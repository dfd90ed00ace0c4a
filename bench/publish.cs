#!/usr/bin/env -S dotnet run
#:property RestorePackagesWithLockFile=false
#:project ../src/Delivery/GatewayPipeline.Delivery.csproj
#:project ../tests/StoreServers/GatewayPipeline.StoreServers.csproj

// What publishing costs beside compiling, and what opening a bundle costs beside sha256sum and gunzip. Ratios of the same
// minute travel between machines; each figure is the least of the runs, of a process that is warm.
//
//   dotnet run -c Release bench/publish.cs -- [--runs 7] [--hosts 1000] [--routes 10000]
//
// Needs sha256sum and gunzip; Node.js for Azurite, else that row is left out.

using System.Diagnostics;
using System.Globalization;
using System.Text;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Compiler;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;
using GatewayPipeline.Delivery.Sources;
using GatewayPipeline.Delivery.Stores;
using GatewayPipeline.StoreServers;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var (runs, hosts, routes) = (Option("--runs", 7), Option("--hosts", 1000), Option("--routes", 10_000));
var root = Directory.CreateTempSubdirectory("gwp-publish-").FullName;
KeyDirectory.Init(Path.Combine(root, "keys"), "bench", TimeProvider.System);
using var keys = KeyDirectory.Open(Path.Combine(root, "keys"));
await using var azurite = await Azurite.StartAsync();
var tree = BenchTree.Write(Path.Combine(root, "tree"), hosts, routesEach: 3);

double compile = double.MaxValue, folder = double.MaxValue, azure = double.MaxValue;
for (var run = 0; run < runs; run++)
{
    // In turn, so that a busy minute of the machine falls on all.
    compile = Math.Min(compile, Seconds(() => GatewayCompiler.Compile(FolderSource.Read(tree, default), new())));
    folder = Math.Min(folder, await PublishAsync(tree, Path.Combine(root, $"store-{run}")));
    azure = azurite is null ? azure : Math.Min(azure, await PublishAsync(tree, $"azure:bench-{Guid.NewGuid():N}"));
}

Console.WriteLine($"publish of {hosts:N0} hosts: read and compile {compile * 1000:F0} ms; to a folder {folder / compile:F2} of that"
    + (azurite is null ? "" : $"; to Azurite {azure / compile:F2} of that"));

var large = BenchTree.Write(Path.Combine(root, "large"), routes / 10, routesEach: 10);
var store = Path.Combine(root, "large-store");
await PublishAsync(large, store);
var (open, tools) = (double.MaxValue, double.MaxValue);
var policy = new TrustPolicy(keys.Root, "bench");
var head = File.ReadAllBytes(Path.Combine(store, StoreLayout.Head("bench")));
var record = File.ReadAllBytes(Path.Combine(store, StoreLayout.Release("bench", 1, 1)));
var reference = ((Verdict.Trusted)policy.Verify(head, record, floor: null, DateTimeOffset.UtcNow)).Head.Bundle;
var blob = Path.Combine(store, StoreLayout.Blob(reference.Blob));
var size = new FileInfo(blob).Length;
for (var run = 0; run < runs; run++)
{
    tools = Math.Min(tools, Seconds(() => Shell($"sha256sum {blob} && gunzip -c < {blob}")));
    open = Math.Min(open, Seconds(() =>
    {
        _ = policy.Verify(head, record, floor: null, DateTimeOffset.UtcNow) is Verdict.Trusted
            && BundleReader.Open(File.ReadAllBytes(blob), reference) is BundleOpening.Opened
                ? 0
                : throw new InvalidOperationException("it does not open");
    }));
}

Console.WriteLine($"verify and open {routes:N0} routes ({size / 1024:N0} KiB): {open * 1000:F0} ms, "
    + $"{open / tools:F2} of sha256sum and gunzip ({tools * 1000:F0} ms)");
Directory.Delete(root, recursive: true);

int Option(string name, int otherwise) =>
    Array.IndexOf(args, name) is >= 0 and var index && index + 1 < args.Length ? int.Parse(args[index + 1]) : otherwise;

async Task<double> PublishAsync(string source, string address)
{
    var opened = (StoreOpening.Opened)StoreAddress.Open(
        address, name => name == StoreAddress.ConnectionVariable ? azurite?.ConnectionString : null);
    var writer = opened.Writer ?? throw new InvalidOperationException("no store to write");
    var place = new PublisherPlace(
        opened.Reader, writer, new(keys.Chain, keys.Release, keys.Channel), TimeProvider.System, new Silence());
    var clock = Stopwatch.StartNew();
    var published = await new Publisher(place).PublishAsync(
        new(new FolderSource(source)), new() { Channel = "bench" }, default);

    return published is [{ Outcome: Publication.Published }]
        ? clock.Elapsed.TotalSeconds
        : throw new InvalidOperationException($"{published[0].Outcome}\n{published[0].Findings}");
}

static double Seconds(Action action)
{
    var clock = Stopwatch.StartNew();
    action();

    return clock.Elapsed.TotalSeconds;
}

static void Shell(string line)
{
    using var shell = Process.Start("/bin/sh", ["-c", $"{{ {line}; }} > /dev/null"]);
    shell.WaitForExit();
    if (shell.ExitCode != 0)
    {
        throw new InvalidOperationException(line);
    }
}

/// <summary>Hosts that each redirect a few paths.</summary>
internal static class BenchTree
{
    public static string Write(string folder, int hosts, int routesEach)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "gateway.yaml"), """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: { name: web, namespace: istio-system }
            spec:
              selector: { istio: ingressgateway }
              servers:
              - port: { number: 80, name: http, protocol: HTTP }
                hosts: ["*/*"]
            """);
        for (var host = 1; host <= hosts; host++)
        {
            var text = new StringBuilder($$"""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: { name: shop-{{host}}, namespace: shop }
                spec:
                  hosts: [shop-{{host}}.example.com]
                  gateways: [istio-system/web]
                  http:

                """);
            for (var route = 1; route <= routesEach; route++)
            {
                text.Append($"  - match: [{{ uri: {{ prefix: /part-{route}/ }} }}]\n    redirect: {{ uri: /elsewhere/{host}/{route} }}\n");
            }

            File.WriteAllText(Path.Combine(folder, $"shop-{host}.yaml"), text.ToString());
        }

        return folder;
    }
}

internal sealed class Silence : IReleaseEvents
{
    public Task HearAsync(ReleaseEvent happened, CancellationToken cancellation) => Task.CompletedTask;
}
