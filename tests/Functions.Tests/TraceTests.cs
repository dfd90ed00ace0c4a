using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using GatewayPipeline.Delivery.Events;
using GatewayPipeline.Delivery.Telemetry;
using GatewayPipeline.Functions.Tests.Scene;

namespace GatewayPipeline.Functions.Tests;

/// <summary>One trace from the webhook to the head, over everything that lies between.</summary>
public sealed class TraceTests
{
    [Fact]
    public async Task A_trace_that_begins_with_the_webhook_ends_at_the_head()
    {
        using var scene = await PipelineScene.BeginAsync();
        await using var topic = await TopicServer.StartAsync();
        await using var otlp = await OtlpServer.StartAsync();
        await using var app = await FunctionsProcess.StartAsync(
            scene, topic,
            new()
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = otlp.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            });
        var commit = scene.Commit("one");
        using (await app.SendAsync(scene.Push(commit, delivery: "d-1")))
        {
        }

        var message = Assert.Single(topic.Take(CloudEventFormat.PushType));
        using (await app.InvokeAsync("PublishRevision", message))
        {
        }

        var trace = ((string?)JsonNode.Parse(message)?["traceparent"])?.Split('-')[1] ?? "";
        Assert.Equal(trace, (await scene.ReleaseAsync()).TraceId);
        await otlp.WaitForAsync(
            Convert.FromHexString(trace), ["receive webhook", "publish revision", "compile", "publish release", "write head"]);
        await otlp.WaitForAsync(
            "/v1/metrics",
            [
                "gatewaypipeline.webhooks", "gatewaypipeline.pushes", "gatewaypipeline.publications",
                "gatewaypipeline.compile.duration", "gatewaypipeline.head.age", "gatewaypipeline.rollout.percent",
            ]);
        await otlp.WaitForAsync("/v1/logs", ["published release 1"]);
    }

    [Fact]
    public async Task Without_an_endpoint_steps_are_lines_of_the_console()
    {
        using var scene = await PipelineScene.BeginAsync();
        await using var app = await FunctionsProcess.StartAsync(scene);
        scene.Commit("one");

        using (await app.TickAsync("Reconcile"))
        {
        }

        await app.HearAsync("reconcile took");
        await app.HearAsync("compile took");
    }

    [Fact]
    public void What_is_measured_is_documented_with_its_unit()
    {
        var documented = File.ReadAllText(Path.Combine(Repository.Root, "docs/observability.md"));
        var instruments = typeof(DeliveryTelemetry).GetProperties()
            .Select(property => property.GetValue(null)).OfType<Instrument>().ToArray();

        Assert.NotEmpty(instruments);
        Assert.All(instruments, instrument => Assert.True(
            documented.Contains($"| `{instrument.Name}` | `{instrument.Unit}` |", StringComparison.Ordinal),
            $"docs/observability.md lacks the row of {instrument.Name} in {instrument.Unit}"));
    }
}
