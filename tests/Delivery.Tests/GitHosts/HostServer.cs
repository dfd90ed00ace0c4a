using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GatewayPipeline.Delivery.Tests.GitHosts;

/// <summary>One request as it came to a stand-in of a git host.</summary>
internal sealed record HostCall(
    string Method, string Path, string Query, ImmutableDictionary<string, string> Headers, JsonNode? Body)
{
    /// <summary>How it was answered.</summary>
    public int Status { get; init; }

    public string What => $"{Method} {Path}";

    /// <summary>A member of the body that has to be there.</summary>
    public string Text(string name) => (string?)Body?[name] ?? throw new InvalidDataException($"{What} has no '{name}'");
}

/// <summary>What a stand-in says.</summary>
internal sealed record HostReply(int Status, string Body, params (string Name, string Value)[] Headers)
{
    public static HostReply Json(JsonNode body, int status = StatusCodes.Status200OK) => new(status, body.ToJsonString());

    public static HostReply Problem(int status, string message, params (string Name, string Value)[] headers) =>
        new(status, new JsonObject { ["message"] = message }.ToJsonString(), headers);
}

/// <summary>
/// A web server on this machine in a git host's place. It remembers what it was asked, and a test may have it fail
/// before its host gets to answer.
/// </summary>
internal sealed class HostServer : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly Lock turn = new();
    private ImmutableArray<HostCall> calls = [];

    private HostServer(WebApplication server) => this.server = server;

    public Uri Address => new(server.Urls.Single());

    public ImmutableArray<HostCall> Calls
    {
        get
        {
            lock (turn)
            {
                return calls;
            }
        }
    }

    /// <summary>Null lets the host answer.</summary>
    public Func<HostCall, HostReply?> Before { get; set; } = _ => null;

    /// <summary>After the host has done it, its answer is lost: the connection breaks.</summary>
    public Func<HostCall, bool> Loses { get; set; } = _ => false;

    public static async Task<HostServer> StartAsync(Func<HostCall, HostReply> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var host = new HostServer(builder.Build());
        host.server.Run(context => host.AnswerAsync(context, answer));
        await host.server.StartAsync();

        return host;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, Func<HostCall, HostReply> answer)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        HostCall call = new(
            context.Request.Method,
            context.Request.Path.Value ?? "",
            context.Request.QueryString.Value ?? "",
            context.Request.Headers.ToImmutableDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.Length == 0 ? null : JsonNode.Parse(Encoding.UTF8.GetString(body.ToArray())));
        HostReply reply;
        lock (turn)
        {
            reply = Before(call) ?? answer(call);
            calls = calls.Add(call with { Status = reply.Status });
        }

        if (Loses(call))
        {
            context.Abort();

            return;
        }

        foreach (var (name, value) in reply.Headers)
        {
            context.Response.Headers[name] = value;
        }

        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(reply.Body);
    }
}
