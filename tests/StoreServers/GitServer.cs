using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GatewayPipeline.StoreServers;

/// <summary>
/// Repositories behind a web server: git's own <c>http-backend</c> answers, and a test may do whatever else it wants.
/// </summary>
public sealed class GitServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly string folder;

    private GitServer(WebApplication application, string folder) => (this.application, this.folder) = (application, folder);

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>As <c>user:password</c>; null: everybody is let in.</summary>
    public string? Credential { get; set; }

    /// <summary>Asked before every request; true: it has answered already.</summary>
    public Func<HttpContext, Task<bool>> Instead { get; set; } = _ => Task.FromResult(false);

    /// <summary>Changes what the list of refs is sent as, byte for byte in number.</summary>
    public Func<string, string>? EditList { get; set; }

    /// <summary>Method, path and Authorization header of each request.</summary>
    public ConcurrentQueue<(string Method, string Path, string Authorization)> Requests { get; } = [];

    /// <param name="folder">Where repositories lie.</param>
    public static async Task<GitServer> StartAsync(string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MinResponseDataRate = null;
        });
        var server = new GitServer(builder.Build(), folder);
        server.application.Run(server.AnswerAsync);
        await server.application.StartAsync();
        server.Address = new(server.application.Urls.Single());

        return server;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    /// <summary>Lets git answer.</summary>
    public async Task AnswerAsGitAsync(HttpContext context)
    {
        using var process = Process.Start(BackendFor(context))
            ?? throw new InvalidOperationException("git http-backend did not start");
        var request = SendAsync(context.Request.Body, process.StandardInput);
        var complaint = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        var output = process.StandardOutput.BaseStream;
        while (await ReadLineAsync(output) is { Length: > 0 } line)
        {
            var (name, value) = line.Split(": ", 2) is [var first, var second] ? (first, second) : (line, "");
            if (name is "Status")
            {
                context.Response.StatusCode = int.Parse(value[..3], CultureInfo.InvariantCulture);
            }
            else
            {
                context.Response.Headers[name] = value;
            }
        }

        if (EditList is { } edit && context.Request.Path.Value?.EndsWith("/info/refs", StringComparison.Ordinal) is true)
        {
            using var reader = new StreamReader(output, Encoding.Latin1);
            await context.Response.WriteAsync(edit(await reader.ReadToEndAsync()), Encoding.Latin1);
        }
        else
        {
            await output.CopyToAsync(context.Response.Body, context.RequestAborted);
        }

        await request;
        await complaint;
        await process.WaitForExitAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        Requests.Enqueue((context.Request.Method, context.Request.Path.Value ?? "", authorization));
        if (await Instead(context))
        {
            return;
        }

        if (Credential is { } credential
            && authorization != $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credential))}")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"repositories\"";

            return;
        }

        await AnswerAsGitAsync(context);
    }

    private ProcessStartInfo BackendFor(HttpContext context)
    {
        ProcessStartInfo start = new("git", ["http-backend"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        GitRepository.Isolate(start);
        start.Environment["GIT_PROJECT_ROOT"] = folder;
        start.Environment["GIT_HTTP_EXPORT_ALL"] = "1";
        start.Environment["PATH_INFO"] = context.Request.Path.Value;
        start.Environment["QUERY_STRING"] = context.Request.QueryString.Value?.TrimStart('?');
        start.Environment["REQUEST_METHOD"] = context.Request.Method;
        start.Environment["CONTENT_TYPE"] = context.Request.ContentType;
        start.Environment["HTTP_CONTENT_ENCODING"] = context.Request.Headers.ContentEncoding.ToString();

        return start;
    }

    private static async Task SendAsync(Stream body, StreamWriter input)
    {
        await body.CopyToAsync(input.BaseStream);
        input.Close();
    }

    private static async Task<string> ReadLineAsync(Stream output)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await output.ReadAsync(one) > 0 && one[0] != '\n')
        {
            line.Add(one[0]);
        }

        return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
    }
}
