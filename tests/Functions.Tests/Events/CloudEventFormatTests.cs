using System.Text;
using System.Text.Json;
using GatewayPipeline.Delivery.Events;

namespace GatewayPipeline.Functions.Tests.Events;

public sealed class CloudEventFormatTests
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly PipelineEvent.Push Push =
        new("shop", "refs/heads/main", new string('a', 40)) { TraceParent = Trace, DeliveryId = "d-1" };

    [Fact]
    public void A_push_is_a_cloud_event_as_the_specification_has_it()
    {
        using var written = JsonDocument.Parse(CloudEventFormat.Write(Push, Now));

        Assert.Equal(
            $$"""
            {"specversion":"1.0","id":"d-1:refs/heads/main","source":"/sources/shop","type":"dev.gatewaypipeline.push",
            "subject":"refs/heads/main","time":"2026-11-24T12:00:00+00:00","datacontenttype":"application/json",
            "traceparent":"{{Trace}}","deliveryid":"d-1","data":{"ref":"refs/heads/main","commit":"{{new string('a', 40)}}" } }
            """.Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal),
            written.RootElement.GetRawText().Replace("\\u002B", "+", StringComparison.Ordinal));
    }

    public static TheoryData<PipelineEvent> Work =>
    [
        Push,
        new PipelineEvent.Push("shop", "refs/heads/gone", Commit: null),
        new PipelineEvent.PullRequest("shop", 7, "refs/heads/main", new string('b', 40)) { DeliveryId = "d-2" },
    ];

    [Theory]
    [MemberData(nameof(Work))]
    public void What_asks_for_work_is_read_as_it_was_written(PipelineEvent happened)
    {
        Assert.True(CloudEventFormat.TryRead(CloudEventFormat.Write(happened, Now), out var read, out var reason), reason);
        Assert.Equal(happened, read);
    }

    [Fact]
    public void The_same_event_has_the_same_id_whenever_it_is_sent()
    {
        Assert.Equal(IdOf(Push, Now), IdOf(Push with { TraceParent = null }, Now.AddDays(1)));
        Assert.NotEqual(IdOf(Push, Now), IdOf(Push with { Ref = "refs/heads/next" }, Now));
        Assert.True(IdOf(Push with { DeliveryId = new string('d', 5000) }, Now).Length <= 256);
    }

    [Theory]
    [InlineData("", "it is no CloudEvent")]
    [InlineData("hello", "it is no CloudEvent")]
    [InlineData("null", "it is empty")]
    [InlineData("[]", "it is no CloudEvent")]
    [InlineData("{}", "it is no CloudEvent")]
    [InlineData("""{"specversion":"0.3","id":"1","source":"/sources/shop","type":"dev.gatewaypipeline.push"}""", "version '0.3'")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/elsewhere","type":"dev.gatewaypipeline.push"}""", "its source")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/sources/../x","type":"dev.gatewaypipeline.push"}""", "its source")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/sources/shop","type":"dev.gatewaypipeline.release.published","data":{}}""", "asks for no work")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/sources/shop","type":"dev.gatewaypipeline.push"}""", "it is no CloudEvent")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/sources/shop","type":"dev.gatewaypipeline.push","data":{"commit":"x"}}""", "it is no CloudEvent")]
    public void What_cannot_be_worked_on_has_a_reason(string json, string said)
    {
        Assert.False(CloudEventFormat.TryRead(Encoding.UTF8.GetBytes(json), out _, out var reason));
        Assert.Contains(said, reason, StringComparison.Ordinal);
    }

    private static string IdOf(PipelineEvent happened, DateTimeOffset now) =>
        JsonDocument.Parse(CloudEventFormat.Write(happened, now)).RootElement.GetProperty("id").GetString() ?? "";
}
