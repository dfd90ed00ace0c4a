using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace GatewayPipeline.StoreServers;

/// <summary>A folder behind a web server, with ETags and ranges, and with whatever else a test wants it to do.</summary>
public sealed class FileServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly string folder;

    private FileServer(WebApplication application, string folder)
    {
        this.application = application;
        this.folder = folder;
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Asked before every request; true: it has answered already.</summary>
    public Func<HttpContext, Task<bool>> Instead { get; set; } = _ => Task.FromResult(false);

    public static async Task<FileServer> StartAsync(string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MinResponseDataRate = null;
        });
        var server = new FileServer(builder.Build(), folder);
        server.application.Run(server.AnswerAsync);
        await server.application.StartAsync();
        server.Address = new(server.application.Urls.Single());

        return server;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    /// <summary>Sends the object as a plain web server does.</summary>
    public async Task AnswerPlainlyAsync(HttpContext context)
    {
        var file = Path.Combine(folder, (context.Request.Path.Value ?? "").TrimStart('/'));
        if (!File.Exists(file))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;

            return;
        }

        var content = await File.ReadAllBytesAsync(file);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\"");
        await Results.File(content, "application/octet-stream", enableRangeProcessing: true, entityTag: tag)
            .ExecuteAsync(context);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (!await Instead(context))
        {
            await AnswerPlainlyAsync(context);
        }
    }
}
