using System.Net;
using System.Text;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Reports;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Pipeline.Reports;
using GatewayPipeline.Functions.Tests.Scene;

namespace GatewayPipeline.Functions.Tests;

/// <summary>Gateways report by tokens of their own.</summary>
public sealed class ReportTests
{
    private const string Secret = "what tokens are made of";
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_speaks_for_itself_alone_and_never_says_an_older_thing_again()
    {
        using var scene = await BeginAsync();
        await using var app = await FunctionsProcess.StartAsync(scene);

        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(app, "gw-1", TokenOf("gw-1"), ReportOf("gw-1", Now)));
        Assert.Equal(HttpStatusCode.Conflict, await SendAsync(app, "gw-1", TokenOf("gw-1"), ReportOf("gw-1", Now)));
        Assert.Equal(
            HttpStatusCode.Conflict, await SendAsync(app, "gw-1", TokenOf("gw-1"), ReportOf("gw-1", Now.AddSeconds(-30))));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(app, "gw-2", TokenOf("gw-1"), ReportOf("gw-2", Now)));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(app, "gw-1", token: null, ReportOf("gw-1", Now)));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(app, "gw-1", "", ReportOf("gw-1", Now)));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(app, "..%2Ftrust", TokenOf("../trust"), ReportOf("x", Now)));
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(app, "gw-1", TokenOf("gw-1"), ReportOf("gw-2", Now)));
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(app, "gw-1", TokenOf("gw-1"), "{}"u8.ToArray()));
        Assert.Equal(
            HttpStatusCode.BadRequest, await SendAsync(app, "gw-1", TokenOf("gw-1"), ReportOf("gw-1", Now.AddMinutes(10))));
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            await SendAsync(app, "gw-1", TokenOf("gw-1"), new byte[Limits.ReportBytes + 1]));
        Assert.Equal(
            HttpStatusCode.NoContent, await SendAsync(app, "gw-1", TokenOf("gw-1"), ReportOf("gw-1", Now.AddSeconds(30))));

        var kept = Assert.IsType<StoreRead.Found>(await scene.Store.GetAsync(
            StoreLayout.Report("gw-1"), null, Limits.ReportBytes, Cancellation));
        Assert.True(GatewayReport.TryRead(kept.Content.Span, out var report, out _));
        Assert.Equal(Now.AddSeconds(30), report.ReportedAt);
        Assert.Equal(["status/gw-1.json"], await scene.Store.ListAsync(StoreLayout.Reports, Cancellation).ToArrayAsync(Cancellation));
    }

    [Fact]
    public async Task The_agents_sink_is_understood()
    {
        using var scene = await BeginAsync();
        await using var app = await FunctionsProcess.StartAsync(scene);
        var file = scene.Folder.Write("token", TokenOf("gw-1") + "\n");
        using var sink = HttpReportSink.Open(
            new(app.Client.BaseAddress ?? new("http://127.0.0.1"), "/api/status"),
            name => name == HttpReportSink.TokenVariable ? file : null);

        await sink.PutAsync(StoreLayout.Report("gw-1"), ReportOf("gw-1", Now), Cancellation);
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => sink.PutAsync(StoreLayout.Report("gw-2"), ReportOf("gw-2", Now), Cancellation));

        Assert.Contains("401", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["status/gw-1.json"], await scene.Store.ListAsync(StoreLayout.Reports, Cancellation).ToArrayAsync(Cancellation));
    }

    [Theory]
    [InlineData("http://example.com/api/status", "use https://")]
    [InlineData("https://me@example.com/api/status", "user name")]
    [InlineData("https://example.com/api/status?code=1", "query")]
    [InlineData("https://example.com/api/status", "GWP_REPORT_TOKEN_FILE is not set")]
    public void A_service_that_cannot_be_reported_to_is_said_to_be_none(string address, string said) =>
        Assert.Contains(said, HttpReportSink.Objection(new(address), _ => null), StringComparison.Ordinal);

    /// <summary>Made by <c>openssl dgst -sha256 -hmac</c>, as docs/pipeline.md shows it.</summary>
    [Fact]
    public void A_token_is_what_standard_tools_make() =>
        Assert.Equal("mEZ7Xgkw3r4NFxkpFqrDcF4CV6SJard1GAYrCoTxCjQ", GatewayToken.Of("gw-1", "0123456789abcdef"u8));

    private static async Task<PipelineScene> BeginAsync()
    {
        var scene = await PipelineScene.BeginAsync();
        scene.Folder.Write("reports.secret", Secret);
        File.SetUnixFileMode(scene.Folder["reports.secret"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        scene.Settings["reportSecrets"] = new System.Text.Json.Nodes.JsonArray($"file:{scene.Folder["reports.secret"]}");
        scene.WriteSettings();

        return scene;
    }

    private static string TokenOf(string gatewayId) => GatewayToken.Of(gatewayId, Encoding.UTF8.GetBytes(Secret));

    private static byte[] ReportOf(string gatewayId, DateTimeOffset at) => new GatewayReport
    {
        Format = GatewayReport.CurrentFormat,
        GatewayId = gatewayId,
        Channel = PipelineScene.Channel,
        ReportedAt = at,
        State = GatewayState.InSync,
        AgentVersion = "1.0.0",
        EnvoyVersion = "1.40.0",
    }.ToJson();

    private static async Task<HttpStatusCode> SendAsync(FunctionsProcess app, string gatewayId, string? token, byte[] report)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/status/{gatewayId}") { Content = new ByteArrayContent(report) };
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        using var answer = await app.SendAsync(request);

        return answer.StatusCode;
    }
}
