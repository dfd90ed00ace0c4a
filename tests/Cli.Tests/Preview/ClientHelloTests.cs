using System.IO.Pipelines;
using System.Net.Security;
using GatewayPipeline.Preview.Listening;
using Microsoft.AspNetCore.Connections;

namespace GatewayPipeline.Cli.Tests.Preview;

/// <summary>The server name is read from a handshake as clients write it, and nothing else is taken for one.</summary>
public sealed class ClientHelloTests
{
    [Theory]
    [InlineData("shop.example", 4096)]
    [InlineData("shop.example", 1)]
    [InlineData(null, 4096)]
    public async Task Reads_the_name_and_leaves_every_byte(string? name, int piece)
    {
        var hello = await HelloForAsync(name);

        var (read, left) = await PeekAsync(hello, piece);

        Assert.Equal(name, read?.ServerName);
        Assert.NotNull(read);
        Assert.Equal(hello, left);
    }

    [Fact]
    public async Task Plain_text_is_no_handshake() =>
        Assert.Null((await PeekAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), 4096)).Hello);

    [Fact]
    public async Task What_is_cut_short_or_garbled_has_no_name_and_does_no_harm()
    {
        var hello = await HelloForAsync("shop.example");
        for (var length = 0; length < hello.Length; length++)
        {
            await PeekAsync(hello[..length], 4096);
            var garbled = hello.ToArray();
            garbled[length] ^= 0xff;
            await PeekAsync(garbled, 4096);
        }
    }

    private static async Task<(ClientHello? Hello, byte[] Left)> PeekAsync(byte[] bytes, int piece)
    {
        var pipe = new Pipe();
        var connection = new DefaultConnectionContext { Transport = new Duplex(pipe.Reader, pipe.Writer) };
        var peeking = ClientHello.PeekAsync(connection, TestContext.Current.CancellationToken);
        foreach (var part in bytes.Chunk(piece))
        {
            await pipe.Writer.WriteAsync(part, TestContext.Current.CancellationToken);
        }

        await pipe.Writer.CompleteAsync();
        var hello = await peeking;
        using var left = new MemoryStream();
        await pipe.Reader.CopyToAsync(left, TestContext.Current.CancellationToken);

        return (hello, left.ToArray());
    }

    private static async Task<byte[]> HelloForAsync(string? name)
    {
        var sent = new Recorder();
        await using var stream = new SslStream(sent);
        await Assert.ThrowsAnyAsync<IOException>(
            () => stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = name }));

        return sent.ToArray();
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    // Keeps what is written; nothing is ever there to read.
    private sealed class Recorder : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(0);
    }
}
