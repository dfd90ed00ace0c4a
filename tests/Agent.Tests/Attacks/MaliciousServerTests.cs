using System.Diagnostics;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.StoreServers;
using Microsoft.AspNetCore.Http;

namespace GatewayPipeline.Agent.Tests.Attacks;

/// <summary>A store behind a web server that wants to cost a gateway its memory, its time, or its judgement.</summary>
public sealed class MaliciousServerTests : IAsyncLifetime
{
    // What an agent waits is of the same shape, with larger numbers.
    private static readonly HttpPatience Patience = new(TimeSpan.FromSeconds(1), SlowestBytesPerSecond: 1024 * 1024);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly AttackedChannel channel = AttackedChannel.Open();
    private FileServer? server;
    private HttpReader? reader;

    private FileServer Server => server ?? throw new InvalidOperationException("not started");

    private HttpReader Reader => reader ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync()
    {
        await channel.PublishAsync("good");
        server = await FileServer.StartAsync(channel.StoreFolder);
        reader = new(Server.Address, HttpReader.CreateTransport(), Patience);
    }

    public async ValueTask DisposeAsync()
    {
        Reader.Dispose();
        await Server.DisposeAsync();
        channel.Dispose();
    }

    [Fact]
    public async Task A_body_without_an_end_is_cut_off()
    {
        Server.Instead = async context =>
        {
            var piece = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            }

            return true;
        };

        Assert.IsType<StoreRead.TooLarge>(await HeadAsync());
    }

    [Fact]
    public async Task A_body_that_claims_four_gibibytes_is_not_begun()
    {
        Server.Instead = async context =>
        {
            context.Response.ContentLength = 4L * 1024 * 1024 * 1024;
            await context.Response.Body.WriteAsync(new byte[1]);
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted)
                .ContinueWith(_ => { }, TaskScheduler.Default);

            return true;
        };
        var watch = Stopwatch.StartNew();

        Assert.IsType<StoreRead.TooLarge>(await HeadAsync());
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Bound);
    }

    [Fact]
    public async Task A_body_of_a_byte_now_and_then_comes_to_an_end()
    {
        Server.Instead = async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(new byte[1], context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(50, context.RequestAborted);
            }

            return true;
        };

        await Assert.ThrowsAsync<StoreUnavailableException>(HeadAsync);
    }

    [Fact]
    public async Task A_body_that_is_shorter_than_it_claims_is_no_object()
    {
        Server.Instead = async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.Body.WriteAsync(new byte[10]);
            await context.Response.Body.FlushAsync();
            context.Abort();

            return true;
        };

        await Assert.ThrowsAsync<StoreUnavailableException>(HeadAsync);
    }

    [Fact]
    public async Task A_body_in_a_compression_that_was_not_asked_for_is_not_unpacked()
    {
        Server.Instead = async context =>
        {
            context.Response.Headers.ContentEncoding = "br";
            await Server.AnswerPlainlyAsync(context);

            return true;
        };

        Assert.Contains(
            "compressed", (await Assert.ThrowsAsync<StoreUnavailableException>(HeadAsync)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_leads_to_no_other_server()
    {
        var asked = 0;
        await using var other = await FileServer.StartAsync(channel.StoreFolder);
        other.Instead = _ => Task.FromResult(Interlocked.Increment(ref asked) < 0);
        Server.Instead = context =>
        {
            context.Response.Redirect($"{other.Address}{context.Request.Path.Value?.TrimStart('/')}");

            return Task.FromResult(true);
        };

        await Assert.ThrowsAsync<StoreUnavailableException>(HeadAsync);
        Assert.Equal(0, asked);
    }

    [Theory]
    [InlineData("<html>Please sign in</html>")]
    [InlineData("")]
    [InlineData("{}")]
    public async Task A_mirror_that_serves_something_else_changes_nothing(string body)
    {
        var gateway = new VerifyingGateway(channel, store: Reader);
        await gateway.AssertAcceptedAsync();
        await channel.PublishAsync("better");
        Server.Instead = async context =>
        {
            if (context.Request.Path.Value?.Contains("/trust/", StringComparison.Ordinal) is true)
            {
                return false;
            }

            await context.Response.WriteAsync(body);

            return true;
        };

        await gateway.AssertRefusedAsync("not a signed envelope");

        Server.Instead = _ => Task.FromResult(false);
        Assert.Equal(2, (await gateway.AssertAcceptedAsync()).Sequence);
    }

    private Task<StoreRead> HeadAsync() => Reader
        .GetAsync(StoreLayout.Head(AttackedChannel.Name), null, Limits.HeadBytes, AttackedChannel.Cancellation)
        .WaitAsync(Bound, AttackedChannel.Cancellation);
}
