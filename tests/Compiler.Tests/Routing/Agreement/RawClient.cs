using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Tests.Routing.Agreement;

/// <summary>Sends requests literally: HttpClient would put paths and hosts in order first.</summary>
internal sealed class RawClient(int port) : IDisposable
{
    private Socket? socket;
    private byte[] pending = [];

    public async Task<RawAnswer> SendAsync(RouteRequest request, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        if (socket is null)
        {
            socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        }

        var text = new StringBuilder(
            $"{request.Method} {request.Path} HTTP/1.1\r\nhost: {request.Authority}\r\ncontent-length: 0\r\n");
        foreach (var (name, value) in request.Headers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        await socket.SendAsync(Encoding.UTF8.GetBytes(text.Append("\r\n").ToString()), limit.Token);
        var (status, headers) = await ReadHeadAsync(limit.Token);
        await ReadBodyAsync(
            int.Parse(headers.GetValueOrDefault("content-length", "0"), CultureInfo.InvariantCulture), limit.Token);
        if (headers.GetValueOrDefault("connection") == "close")
        {
            Dispose();
        }

        return new(status, Of("x-route"), Of("location"), Of("x-path"), Of("x-host"), Of("x-choice"));

        string Of(string name) => headers.GetValueOrDefault(name, "");
    }

    public void Dispose()
    {
        socket?.Dispose();
        socket = null;
        pending = [];
    }

    private async Task<(int Status, Dictionary<string, string> Headers)> ReadHeadAsync(CancellationToken cancellation)
    {
        int end;
        while ((end = pending.AsSpan().IndexOf("\r\n\r\n"u8)) < 0)
        {
            await ReadMoreAsync(cancellation);
        }

        var lines = Encoding.UTF8.GetString(pending, 0, end).Split("\r\n");
        pending = pending[(end + 4)..];
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return (int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers);
    }

    private async Task ReadBodyAsync(int length, CancellationToken cancellation)
    {
        while (pending.Length < length)
        {
            await ReadMoreAsync(cancellation);
        }

        pending = pending[length..];
    }

    private async Task ReadMoreAsync(CancellationToken cancellation)
    {
        var buffer = new byte[65536];
        var read = await (socket ?? throw new InvalidOperationException("not connected")).ReceiveAsync(
            buffer, cancellation);
        if (read == 0)
        {
            throw new EndOfStreamException($"the gateway closed the connection on port {port}");
        }

        pending = [.. pending, .. buffer.AsSpan(0, read)];
    }
}
