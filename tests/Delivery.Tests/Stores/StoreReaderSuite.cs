using System.Security.Cryptography;
using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Delivery.Tests.Stores;

/// <summary>What every reader of a store keeps to. Each kind of store derives from it.</summary>
public abstract class StoreReaderSuite
{
    private const int Limit = 1024;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A reader of a store that <see cref="PutAsync"/> fills.</summary>
    protected abstract Task<IStoreReader> OpenAsync();

    /// <summary>Puts an object into the store, over an older one, by other means than those under test.</summary>
    protected abstract Task PutAsync(string path, byte[] content);

    [Fact]
    public async Task Reads_an_object_whole()
    {
        var reader = await OpenAsync();
        await PutAsync("channels/edge/current.json", "one"u8.ToArray());

        var found = Assert.IsType<StoreRead.Found>(
            await reader.GetAsync("channels/edge/current.json", null, Limit, Cancellation));

        Assert.Equal("one"u8.ToArray(), found.Content.ToArray());
        Assert.NotEmpty(found.ETag);
    }

    [Fact]
    public async Task Fetches_an_object_again_only_when_it_has_changed()
    {
        var reader = await OpenAsync();
        await PutAsync("a/b", "one"u8.ToArray());
        var first = Assert.IsType<StoreRead.Found>(await reader.GetAsync("a/b", null, Limit, Cancellation));

        Assert.IsType<StoreRead.NotModified>(await reader.GetAsync("a/b", first.ETag, Limit, Cancellation));
        Assert.IsType<StoreRead.NotModified>(await reader.GetAsync("a/b", first.ETag, Limit, Cancellation));

        await PutAsync("a/b", "two"u8.ToArray());
        var second = Assert.IsType<StoreRead.Found>(await reader.GetAsync("a/b", first.ETag, Limit, Cancellation));
        Assert.Equal("two"u8.ToArray(), second.Content.ToArray());
        Assert.NotEqual(first.ETag, second.ETag);
    }

    [Fact]
    public async Task Says_what_is_missing()
    {
        var reader = await OpenAsync();
        await PutAsync("a/b", "one"u8.ToArray());

        Assert.IsType<StoreRead.Missing>(await reader.GetAsync("c", null, Limit, Cancellation));
        Assert.IsType<StoreRead.Missing>(await reader.GetAsync("a", null, Limit, Cancellation));
        Assert.IsType<StoreRead.Missing>(await reader.GetAsync("a/b/c", null, Limit, Cancellation));
        Assert.IsType<StoreRead.Missing>(await reader.GetAsync("d/e/f", "\"old\"", Limit, Cancellation));
    }

    [Fact]
    public async Task Takes_in_no_more_than_the_limit()
    {
        var reader = await OpenAsync();
        await PutAsync("fits", new byte[Limit]);
        await PutAsync("over", new byte[Limit + 1]);
        await PutAsync("nothing", []);

        Assert.Equal(
            Limit,
            Assert.IsType<StoreRead.Found>(await reader.GetAsync("fits", null, Limit, Cancellation)).Content.Length);
        Assert.Equal(new StoreRead.TooLarge(Limit), await reader.GetAsync("over", null, Limit, Cancellation));
        Assert.Empty(
            Assert.IsType<StoreRead.Found>(
                await reader.GetAsync("nothing", null, Limit, Cancellation)).Content.ToArray());
    }

    [Fact]
    public async Task Reads_the_largest_bundle()
    {
        var reader = await OpenAsync();
        var content = RandomNumberGenerator.GetBytes(Bundles.Limits.BundleBytes);
        await PutAsync("blobs/sha256/large", content);

        var found = Assert.IsType<StoreRead.Found>(
            await reader.GetAsync("blobs/sha256/large", null, Bundles.Limits.BundleBytes, Cancellation));

        Assert.True(found.Content.Span.SequenceEqual(content), "other bytes were read than were put there");
    }

    [Fact]
    public async Task Twenty_read_at_once()
    {
        var reader = await OpenAsync();
        await PutAsync("a/b", "one"u8.ToArray());

        var reads = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => reader.GetAsync("a/b", null, Limit, Cancellation)));

        Assert.All(reads, read => Assert.Equal("one"u8.ToArray(), ((StoreRead.Found)read).Content.ToArray()));
    }

    [Theory]
    [MemberData(nameof(StoreNames.Odd), MemberType = typeof(StoreNames))]
    public async Task Reads_what_has_an_odd_name(string path)
    {
        var reader = await OpenAsync();
        await PutAsync(path, "odd"u8.ToArray());
        await PutAsync("other", "other"u8.ToArray());

        var found = Assert.IsType<StoreRead.Found>(await reader.GetAsync(path, null, Limit, Cancellation));

        Assert.Equal("odd"u8.ToArray(), found.Content.ToArray());
    }

    [Theory]
    [MemberData(nameof(StoreNames.Impossible), MemberType = typeof(StoreNames))]
    public async Task Reaches_nothing_outside_the_store(string path)
    {
        var reader = await OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => reader.GetAsync(path, null, Limit, Cancellation));
    }

    [Fact]
    public async Task Stops_when_it_is_asked_to()
    {
        var reader = await OpenAsync();
        await PutAsync("a", "one"u8.ToArray());
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => reader.GetAsync("a", null, Limit, stopped.Token));
    }
}
