using System.Text.Json.Nodes;
using GatewayPipeline.Bundles;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;
using GatewayPipeline.Delivery.Stores;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.Oracle.Tests;

/// <summary>
/// The whole way for one case: a signed release in a store, the real agent that follows it, and a program that starts
/// Envoy on what the agent serves, whatever configuration it is given.
/// </summary>
internal sealed class AgentBeside : IAsyncDisposable
{
    private const string Channel = "oracle";
    private const int RunnersAdminPort = 17999;

    private static readonly string Program =
        Path.Combine(Path.GetDirectoryName(Programs.Gwp) ?? "", "gwp-agent");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Child agent;

    private AgentBeside(Child agent, string envoy)
    {
        this.agent = agent;
        Envoy = envoy;
    }

    /// <summary>To be run in Envoy's place.</summary>
    public string Envoy { get; }

    public static async Task<AgentBeside> StartAsync(string folder, XdsSnapshot snapshot, string envoy)
    {
        var keys = await PublishAsync(folder, snapshot);
        var data = Path.Combine(folder, "data");
        var agent = Child.Start(
            Program,
            [
                "run", "--store", Path.Combine(folder, "store"), "--channel", Channel, "--trust", keys, "--data", data,
                "--runtime", Path.Combine(folder, "run"), "--poll", "50ms", "--gateway-id", Channel, "--envoy", envoy,
            ],
            folder);
        var beside = new AgentBeside(agent, Path.Combine(folder, "envoy-of-agent"));
        var bootstrap = Path.Combine(folder, "agent-bootstrap.json");
        await Eventually.AsyncThat(
            async () => (await Child.RunAsync(Program, ["bootstrap", "--data", data, "--out", bootstrap], folder)).ExitCode is 0,
            Patience,
            () => $"a bootstrap from the agent, which said:\n{agent.Output}");
        await File.WriteAllTextAsync(bootstrap, WithRunnersAdmin(await File.ReadAllTextAsync(bootstrap)));
        await File.WriteAllTextAsync(
            beside.Envoy,
            $"#!/bin/sh\nexec {envoy} -c {bootstrap} --concurrency 1 --disable-hot-restart --log-level warning "
            + "--file-flush-interval-msec 100\n");
        await Child.RunAsync("chmod", ["+x", beside.Envoy], folder);

        return beside;
    }

    public ValueTask DisposeAsync() => agent.DisposeAsync();

    private static async Task<string> PublishAsync(string folder, XdsSnapshot snapshot)
    {
        var directory = Path.Combine(folder, "keys");
        Assert.IsType<KeyInitialization.Written>(KeyDirectory.Init(directory, Channel, TimeProvider.System));
        using var keys = KeyDirectory.Open(directory);
        var store = new FolderStore(Directory.CreateDirectory(Path.Combine(folder, "store")).FullName);
        var publisher = new ReleasePublisher(store, store, new(keys.Chain, keys.Release, keys.Channel), TimeProvider.System);
        var publication = await publisher.PublishAsync(
            BundleWriter.Pack(snapshot), new() { Channel = Channel, Source = new(Channel) }, CancellationToken.None);
        Assert.IsType<Publication.Published>(publication);

        return keys.RootPath;
    }

    // The agent asks Envoy on a socket, and the runner of the cases on a port: both get through to the one interface.
    private static string WithRunnersAdmin(string bootstrap)
    {
        var root = JsonNode.Parse(bootstrap)?.AsObject() ?? [];
        var socket = root["admin"]?["address"]?["pipe"]?["path"]?.GetValue<string>();
        var resources = root["staticResources"]?.AsObject() ?? [];
        resources["listeners"] = JsonNode.Parse($$$"""
            [{"name": "admin", "address": {"socketAddress": {"address": "127.0.0.1", "portValue": {{{RunnersAdminPort}}}}},
              "filterChains": [{"filters": [{"name": "tcp", "typedConfig": {
                "@type": "type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
                "statPrefix": "admin", "cluster": "admin"}}]}]}]
            """);
        resources["clusters"]?.AsArray().Add(JsonNode.Parse($$$"""
            {"name": "admin", "type": "STATIC", "connectTimeout": "1s", "loadAssignment": {"clusterName": "admin",
              "endpoints": [{"lbEndpoints": [{"endpoint": {"address": {"pipe": {"path": "{{{socket}}}"} } } }] }] } }
            """));

        return root.ToJsonString();
    }
}
