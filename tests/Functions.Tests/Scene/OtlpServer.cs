using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GatewayPipeline.Functions.Tests.Scene;

/// <summary>Takes what OpenTelemetry exports over HTTP. Names and ids stand in its protobuf as they are, and are looked for there.</summary>
internal sealed class OtlpServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication application;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> exports = [];

    private OtlpServer(WebApplication application) => this.application = application;

    public string Address => application.Urls.Single();

    public static async Task<OtlpServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new OtlpServer(builder.Build());
        server.application.Run(server.TakeAsync);
        await server.application.StartAsync();

        return server;
    }

    /// <summary>Waits until each of the spans came as one of the trace.</summary>
    public Task WaitForAsync(byte[] trace, string[] spans) => WaitAsync(
        $"spans of trace {Convert.ToHexStringLower(trace)}", spans, span => exports.Any(export =>
            export.Path is "/v1/traces" && SpansOf(export.Body).Any(each =>
                each.AsSpan().IndexOf(trace) >= 0 && each.AsSpan().IndexOf(Encoding.UTF8.GetBytes(span)) >= 0)));

    public Task WaitForAsync(string path, string[] names) => WaitAsync(
        path, names, name => exports.Any(export =>
            export.Path == path && export.Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(name)) >= 0));

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private static async Task WaitAsync(string what, string[] wanted, Func<string, bool> isThere)
    {
        var started = Stopwatch.GetTimestamp();
        while (wanted.Where(each => !isThere(each)).ToArray() is { Length: > 0 } missing)
        {
            Assert.True(
                Stopwatch.GetElapsedTime(started) < Patience, $"{what}: not exported: {string.Join(", ", missing)}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>TracesData: field 1 of field 2 of field 2 (resource, scope, span), each a length and bytes.</summary>
    private static IEnumerable<byte[]> SpansOf(byte[] export) =>
        Fields(export, 1).SelectMany(resource => Fields(resource, 2)).SelectMany(scope => Fields(scope, 2));

    private static List<byte[]> Fields(byte[] message, int number)
    {
        var found = new List<byte[]>();
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            switch (key & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    if ((int)(key >> 3) == number)
                    {
                        found.Add(message[at..(at + length)]);
                    }

                    at += length;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException("this is no protobuf");
            }
        }

        return found;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        exports.Enqueue((context.Request.Path.Value ?? "", body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
    }
}
