using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GatewayPipeline.Functions.Tests.Scene;

/// <summary>Takes events as a topic's endpoint does, and keeps each as the message that a queue would get.</summary>
internal sealed class TopicServer : IAsyncDisposable
{
    public const string Key = "a-key-of-the-topic";

    private readonly WebApplication application;

    private TopicServer(WebApplication application) => this.application = application;

    public string Address => application.Urls.Single() + "/api/events";

    public ConcurrentQueue<string> Messages { get; } = [];

    public bool IsDown { get; set; }

    public static async Task<TopicServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new TopicServer(builder.Build());
        server.application.Run(server.TakeAsync);
        await server.application.StartAsync();

        return server;
    }

    /// <summary>Takes the messages out, oldest first.</summary>
    public string[] Take(string type)
    {
        var messages = Messages.ToArray();
        Messages.Clear();

        return [.. messages.Where(message => TypeOf(message) == type)];
    }

    public static string? TypeOf(string message) => JsonDocument.Parse(message).RootElement.GetProperty("type").GetString();

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        if (context.Request.Headers["aeg-sas-key"] != Key || context.Request.ContentType?.StartsWith(
            "application/cloudevents-batch+json", StringComparison.Ordinal) is not true)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;

            return;
        }

        if (IsDown)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;

            return;
        }

        using var batch = await JsonDocument.ParseAsync(context.Request.Body);
        foreach (var message in batch.RootElement.EnumerateArray())
        {
            Messages.Enqueue(message.GetRawText());
        }
    }
}
