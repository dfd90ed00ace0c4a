using System.Net;
using System.Net.Sockets;
using GatewayPipeline.Agent.Tests.Gateways;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Agent.Tests.Attacks;

/// <summary>Secrets that somebody has put where they do not belong, and readers of stores and logs.</summary>
public sealed class SecretsTests
{
    // Put together here, so that nobody who looks through this repository for secrets finds one.
    private static readonly string Secret = string.Concat("AKIA", "IOSFODNN7EXAMPLE");

    [Theory]
    [InlineData("headers: {request: {set: {x-access-key: \"SECRET\"}}}")]
    [InlineData("name: \"SECRET\"")]
    [InlineData("rewrite: {uri: /SECRET")]
    [InlineData("timeoutt: SECRET")]
    [InlineData("\"SECRET\": 5s")]
    public async Task A_secret_among_manifests_reaches_no_store_and_no_message(string where)
    {
        using var channel = AttackedChannel.Open();
        var heard = new Heard();
        var publisher = new Publisher(new(
            channel.Store, channel.Store, new(channel.Chain, channel.ReleaseKey, channel.ChannelKey), channel.Time, heard));
        var manifests = Manifests.Replace(
            "PLACE", where.Replace("SECRET", Secret, StringComparison.Ordinal), StringComparison.Ordinal);

        var publication = Assert.Single(await publisher.PublishAsync(
            new(new BytesSource("stdin", System.Text.Encoding.UTF8.GetBytes(manifests))),
            new() { Channel = AttackedChannel.Name }, AttackedChannel.Cancellation));

        Assert.IsType<Publication.Refused>(publication.Outcome);
        Assert.DoesNotContain(Secret, heard.Text + publication + publication.Findings, StringComparison.Ordinal);
        Assert.Contains("GWP4002", heard.Text, StringComparison.Ordinal);
        foreach (var path in Directory.GetFiles(channel.StoreFolder, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(path, AttackedChannel.Cancellation);
            Assert.True(bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Secret)) < 0, path);
        }
    }

    [Fact]
    public async Task The_signature_of_a_stores_address_is_in_no_log_no_status_and_no_report()
    {
        using var channel = AttackedChannel.Open();
        using var folders = new AgentFolders();
        using var reports = new AgentFolders();
        var signature = $"sv=2024-11-04&sig={new string('s', 43)}%3D";
        Directory.CreateDirectory(reports.Data);

        await using var agent = AgentProcess.Start(
            $"http://127.0.0.1:{ClosedPort()}/container?{signature}", AttackedChannel.Name, channel.RootPath, folders,
            "--report", reports.Data);
        var status = await agent.AwaitAsync(
            each => each.GetProperty("lastError").ValueKind == System.Text.Json.JsonValueKind.Object, "an error");
        var report = Path.Combine(reports.Data, StoreLayout.Report("gw-1"));
        await agent.AwaitAsync(_ => File.Exists(report) && File.ReadAllText(report).Contains("error", StringComparison.Ordinal), "a report");

        Assert.Contains("is followed for gateway", agent.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("ssssssss", agent.Log + status + await File.ReadAllTextAsync(report, AttackedChannel.Cancellation), StringComparison.Ordinal);
        Assert.All(
            Directory.GetFiles(folders.Data, "*", SearchOption.AllDirectories),
            path => Assert.DoesNotContain("ssssssss", ReadShared(path), StringComparison.Ordinal));
    }

    private const string Manifests = """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: { name: web, namespace: istio-system }
        spec:
          selector: { istio: ingressgateway }
          servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*/*"] }]
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: { name: shop, namespace: istio-system }
        spec:
          hosts: [shop.example.com]
          gateways: [web]
          http:
          - redirect: { uri: /new }
            PLACE
        """;

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // The lock is the agent's alone.
    private static string ReadShared(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private sealed class Heard : IReleaseEvents
    {
        public string Text { get; private set; } = "";

        public Task HearAsync(ReleaseEvent happened, CancellationToken cancellation)
        {
            if (happened is ReleaseEvent.Compiled compiled)
            {
                Text += DiagnosticText.Render(compiled.Compilation.Diagnostics, compiled.Tree);
            }

            return Task.CompletedTask;
        }
    }
}
