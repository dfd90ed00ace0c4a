using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GatewayPipeline.Cli.Tests.Preview;

/// <summary>
/// What takes its time behind the preview gateway: slow answers, and connections that become something else.
/// </summary>
public class PreviewStreamTests
{
    private const string Slice = """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: { name: cart-1, namespace: shop, labels: { kubernetes.io/service-name: cart } }
        addressType: IPv4
        endpoints: [{ addresses: [127.0.0.1] }]
        ports: [{ name: http, port: PORT }]
        """;

    [Fact]
    public async Task A_websocket_goes_through()
    {
        await using var upstream = await StartUpstreamAsync();
        await using var scene = await PreviewScene.StartAsync();
        Assert.Null(await scene.ServeAsync(WithUpstream(Manifests.Shop, upstream)));
        using var client = new ClientWebSocket();
        client.Options.SetRequestHeader("Host", "shop.example");

        await client.ConnectAsync(new($"ws://127.0.0.1:{scene.Port}/socket"), TestContext.Current.CancellationToken);
        await client.SendAsync(
            "hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        var buffer = new byte[16];
        var answer = await client.ReceiveAsync(buffer, TestContext.Current.CancellationToken);

        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, answer.Count));
    }

    [Fact]
    public async Task A_route_with_a_timeout_answers_504_in_Envoys_words_and_one_without_waits()
    {
        await using var upstream = await StartUpstreamAsync();
        await using var scene = await PreviewScene.StartAsync();
        var quick = Manifests.Shop.Replace("timeout: 3s", "timeout: 0.2s", StringComparison.Ordinal);
        Assert.Null(await scene.ServeAsync(WithUpstream(quick, upstream)));

        using var limited = await scene.AskAsync("/checkout", method: HttpMethod.Post);
        using var patient = await scene.AskAsync("/checkout");

        Assert.Equal(HttpStatusCode.GatewayTimeout, limited.StatusCode);
        Assert.Equal(
            "upstream request timeout", await limited.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, patient.StatusCode);
    }

    private static string WithUpstream(string manifests, WebApplication upstream) =>
        $"{manifests}---\n{Slice.Replace("PORT", $"{new Uri(
            upstream.Urls.First()).Port}", StringComparison.Ordinal)}\n";

    private static async Task<WebApplication> StartUpstreamAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var upstream = builder.Build();
        upstream.UseWebSockets();
        upstream.Run(AnswerAsync);
        await upstream.StartAsync(TestContext.Current.CancellationToken);

        return upstream;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), context.RequestAborted);

            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[16];
        var received = await socket.ReceiveAsync(buffer, context.RequestAborted);
        await socket.SendAsync(
            buffer.AsMemory(0, received.Count), received.MessageType, endOfMessage: true, context.RequestAborted);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }
}
