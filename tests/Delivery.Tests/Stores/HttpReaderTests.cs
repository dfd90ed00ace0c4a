using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.StoreServers;
using Microsoft.AspNetCore.Http;

namespace GatewayPipeline.Delivery.Tests.Stores;

/// <summary>What web servers do beyond what was asked of them.</summary>
public sealed class HttpReaderTests : IAsyncLifetime
{
    private const int Limit = 1024 * 1024;
    private static readonly HttpPatience Impatient = new(TimeSpan.FromSeconds(3), Limit);

    // What was sent is then on the other side.
    private static readonly TimeSpan BeforeBreaking = TimeSpan.FromMilliseconds(200);

    private readonly TemporaryFolder folder = new();
    private readonly List<string> ranges = [];
    private FileServer? server;
    private HttpReader? reader;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FileServer Server => server ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync()
    {
        server = await FileServer.StartAsync(folder.FullPath);
        reader = new(server.Address, HttpReader.CreateTransport(), Impatient);
    }

    public async ValueTask DisposeAsync()
    {
        reader?.Dispose();
        await Server.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_broken_download_goes_on_where_it_broke_off()
    {
        var content = RandomNumberGenerator.GetBytes(Limit);
        folder.Write("a", content);
        Server.Instead = BreakOnceAsync(content, then: _ => Task.FromResult(false));

        Assert.Equal(content, (await FoundAsync()).Content.ToArray());
        Assert.Equal("", ranges[0]);
        Assert.Matches("^bytes=[1-9][0-9]*-$", ranges[1]);
    }

    [Fact]
    public async Task A_download_never_goes_on_with_another_object()
    {
        var (first, second) = (RandomNumberGenerator.GetBytes(Limit), RandomNumberGenerator.GetBytes(Limit));
        folder.Write("a", first);
        Server.Instead = BreakOnceAsync(first, then: _ =>
        {
            folder.Write("a", second);

            return Task.FromResult(false);
        });

        Assert.Equal(second, (await FoundAsync()).Content.ToArray());
        Assert.Matches("^bytes=[1-9][0-9]*-$", ranges[1]);
        Assert.Equal("", ranges[2]);
    }

    [Fact]
    public async Task A_rest_that_is_of_another_object_is_not_taken()
    {
        var (first, second) = (RandomNumberGenerator.GetBytes(Limit), RandomNumberGenerator.GetBytes(Limit));
        folder.Write("a", first);
        Server.Instead = BreakOnceAsync(first, then: context =>
        {
            folder.Write("a", second);
            context.Request.Headers.IfMatch = "";

            return Task.FromResult(false);
        });

        Assert.Equal(second, (await FoundAsync()).Content.ToArray());
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/elsewhere")]
    [InlineData("http://localhost/a")]
    [InlineData("https://127.0.0.1/a")]
    [InlineData("file:///etc/passwd")]
    public async Task A_redirect_to_elsewhere_is_not_followed(string location)
    {
        Server.Instead = context => Redirect(context, location);

        var exception = await UnavailableAsync();

        Assert.Contains("is redirected to", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_on_the_same_server_is_followed_but_not_for_ever()
    {
        folder.Write("moved/a", "one");
        Server.Instead = context => context.Request.Path == "/a"
            ? Redirect(context, "/moved/a")
            : Task.FromResult(false);
        Assert.Equal("one"u8.ToArray(), (await FoundAsync()).Content.ToArray());

        Server.Instead = context => Redirect(context, "/a");
        await UnavailableAsync();
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Nothing_that_is_compressed_is_taken(string encoding)
    {
        Server.Instead = async context =>
        {
            context.Response.Headers.ContentEncoding = encoding;
            await context.Response.WriteAsync("small, and large when unpacked");

            return true;
        };

        Assert.Contains($"sent compressed ({encoding})", (await UnavailableAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_body_is_cut_at_the_limit()
    {
        var left = new TaskCompletionSource();
        Server.Instead = async context =>
        {
            var piece = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(piece, Cancellation);
            }

            left.SetResult();

            return true;
        };

        Assert.Equal(new StoreRead.TooLarge(Limit), await ReadAsync());
        await left.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    [Fact]
    public async Task A_declared_length_over_the_limit_is_not_waited_for()
    {
        Server.Instead = async context =>
        {
            context.Response.ContentLength = 1L << 40;
            await context.Response.Body.FlushAsync(Cancellation);
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

            return true;
        };

        Assert.Equal(new StoreRead.TooLarge(Limit), await ReadAsync());
    }

    [Theory]
    [InlineData(Stall.BeforeTheHeaders)]
    [InlineData(Stall.AfterTheHeaders)]
    [InlineData(Stall.AByteNowAndThen)]
    public async Task A_server_that_stalls_is_left(Stall stall)
    {
        Server.Instead = async context =>
        {
            await StallAsync(context, stall);

            return true;
        };
        var clock = Stopwatch.StartNew();

        await UnavailableAsync();

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.NoContent)]
    [InlineData(HttpStatusCode.PartialContent)]
    [InlineData(HttpStatusCode.NotModified)]
    public async Task Another_answer_than_the_object_is_no_missing_object(HttpStatusCode status)
    {
        Server.Instead = context =>
        {
            context.Response.StatusCode = (int)status;

            return Task.FromResult(true);
        };

        Assert.Contains($"answered with {(int)status}", (await UnavailableAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_tags_is_compared_by_content()
    {
        Server.Instead = async context =>
        {
            await context.Response.WriteAsync("one");

            return true;
        };

        var found = await FoundAsync();

        Assert.IsType<StoreRead.NotModified>(await ReadAsync(found.ETag));
    }

    [Fact]
    public async Task What_is_secret_in_an_address_is_sent_and_never_said()
    {
        folder.Write("a", "one");
        var queries = new List<string>();
        Server.Instead = context =>
        {
            queries.Add(context.Request.QueryString.Value ?? "");
            context.Response.StatusCode = queries.Count == 1 ? 200 : 403;

            return Task.FromResult(queries.Count > 1);
        };
        using var secret = new HttpReader(
            new(Server.Address, "?key=s3cret"), HttpReader.CreateTransport(), Impatient);

        Assert.IsType<StoreRead.Found>(await secret.GetAsync("a", null, Limit, Cancellation));
        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => secret.GetAsync("a", null, Limit, Cancellation));

        Assert.Equal(["?key=s3cret", "?key=s3cret"], queries);
        Assert.DoesNotContain("s3cret", exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/store")]
    [InlineData("http://user:password@127.0.0.1/store")]
    [InlineData("http://127.0.0.1/store#part")]
    public void An_address_that_cannot_be_a_store_is_refused(string address) =>
        Assert.Throws<ArgumentException>(
            () => new HttpReader(new(address), HttpReader.CreateTransport(), HttpPatience.Default));

    public enum Stall
    {
        BeforeTheHeaders,
        AfterTheHeaders,
        AByteNowAndThen,
    }

    private static async Task StallAsync(HttpContext context, Stall stall)
    {
        try
        {
            if (stall != Stall.BeforeTheHeaders)
            {
                await context.Response.StartAsync(context.RequestAborted);
                await context.Response.WriteAsync("x", context.RequestAborted);
            }

            while (stall == Stall.AByteNowAndThen)
            {
                await Task.Delay(100, context.RequestAborted);
                await context.Response.WriteAsync("x", context.RequestAborted);
            }

            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The reader left, as it should.
        }
    }

    private static Task<bool> Redirect(HttpContext context, string location)
    {
        context.Response.StatusCode = StatusCodes.Status302Found;
        context.Response.Headers.Location = location;

        return Task.FromResult(true);
    }

    /// <summary>Breaks the connection of the first request after 400,000 bytes.</summary>
    private Func<HttpContext, Task<bool>> BreakOnceAsync(byte[] content, Func<HttpContext, Task<bool>> then) =>
        async context =>
        {
            ranges.Add(context.Request.Headers.Range.ToString());
            if (ranges.Count > 1)
            {
                return ranges.Count == 2 && await then(context);
            }

            context.Response.ContentLength = content.Length;
            context.Response.Headers.ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\"";
            await context.Response.Body.WriteAsync(content.AsMemory(0, 400_000), Cancellation);
            await context.Response.Body.FlushAsync(Cancellation);
            await Task.Delay(BeforeBreaking, Cancellation);
            context.Abort();

            return true;
        };

    private Task<StoreRead> ReadAsync(string? unlessETag = null) =>
        (reader ?? throw new InvalidOperationException("not started")).GetAsync("a", unlessETag, Limit, Cancellation);

    private async Task<StoreRead.Found> FoundAsync() => Assert.IsType<StoreRead.Found>(await ReadAsync());

    private Task<StoreUnavailableException> UnavailableAsync() =>
        Assert.ThrowsAsync<StoreUnavailableException>(() => ReadAsync());
}
