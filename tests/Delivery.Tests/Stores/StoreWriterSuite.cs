using System.Globalization;
using System.Security.Cryptography;
using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Delivery.Tests.Stores;

/// <summary>What every store that can be written keeps to. Each kind derives from it.</summary>
public abstract class StoreWriterSuite
{
    private const int Limit = 1024;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The store, opened once more: as another process would, and empty at first.</summary>
    protected abstract Task<OpenStore> OpenAsync();

    [Fact]
    public async Task Creates_an_object_once()
    {
        var store = await OpenAsync();
        var written = Assert.IsType<StoreWrite.Written>(
            await store.Writer.CreateAsync("blobs/sha256/a", "one"u8.ToArray(), Cancellation));

        Assert.IsType<StoreWrite.Conflict>(
            await store.Writer.CreateAsync("blobs/sha256/a", "two"u8.ToArray(), Cancellation));
        Assert.IsType<StoreWrite.Conflict>(
            await store.Writer.CreateAsync("blobs/sha256/a", "one"u8.ToArray(), Cancellation));
        var found = await ReadAsync(store, "blobs/sha256/a");
        Assert.Equal("one"u8.ToArray(), found.Content.ToArray());
        Assert.Equal(written.ETag, found.ETag);
    }

    [Fact]
    public async Task Replaces_only_the_version_that_was_read()
    {
        var (reader, writer, _) = await OpenAsync();
        var first = Assert.IsType<StoreWrite.Written>(
            await writer.ReplaceAsync("a/b", "1"u8.ToArray(), null, Cancellation));
        var second = Assert.IsType<StoreWrite.Written>(
            await writer.ReplaceAsync("a/b", "2"u8.ToArray(), first.ETag, Cancellation));

        Assert.IsType<StoreWrite.Conflict>(
            await writer.ReplaceAsync("a/b", "3"u8.ToArray(), first.ETag, Cancellation));
        Assert.IsType<StoreWrite.Conflict>(await writer.ReplaceAsync("a/b", "3"u8.ToArray(), null, Cancellation));
        Assert.IsType<StoreWrite.Conflict>(
            await writer.ReplaceAsync("a/c", "3"u8.ToArray(), second.ETag, Cancellation));
        Assert.IsType<StoreRead.NotModified>(await reader.GetAsync("a/b", second.ETag, Limit, Cancellation));
        Assert.IsType<StoreRead.Found>(await reader.GetAsync("a/b", first.ETag, Limit, Cancellation));
        Assert.IsType<StoreRead.Missing>(await reader.GetAsync("a/c", null, Limit, Cancellation));
    }

    [Fact]
    public async Task An_empty_store_that_may_be_written_is_not_a_broken_one()
    {
        var (reader, writer, lister) = await OpenAsync();

        Assert.IsType<StoreRead.Missing>(await reader.GetAsync("a", null, Limit, Cancellation));
        Assert.Empty(await lister.ListAsync("", Cancellation).ToListAsync(Cancellation));
        await writer.DeleteAsync("a", Cancellation);
        Assert.IsType<StoreWrite.Conflict>(await writer.ReplaceAsync("a", "x"u8.ToArray(), "\"0x1\"", Cancellation));
        Assert.IsType<StoreWrite.Written>(await writer.CreateAsync("a", "x"u8.ToArray(), Cancellation));
    }

    [Fact]
    public async Task Removes_an_object_and_takes_it_again()
    {
        var (reader, writer, _) = await OpenAsync();
        await writer.CreateAsync("a", "one"u8.ToArray(), Cancellation);

        await writer.DeleteAsync("a", Cancellation);
        await writer.DeleteAsync("a", Cancellation);
        Assert.IsType<StoreRead.Missing>(await reader.GetAsync("a", null, Limit, Cancellation));
        Assert.IsType<StoreWrite.Written>(await writer.CreateAsync("a", "two"u8.ToArray(), Cancellation));
    }

    [Fact]
    public async Task Removes_what_was_listed_unless_it_was_written_since()
    {
        var (reader, writer, lister) = await OpenAsync();
        var first = Assert.IsType<StoreWrite.Written>(await writer.CreateAsync("a", "one"u8.ToArray(), Cancellation));
        var listed = Assert.Single(await lister.ListObjectsAsync("", Cancellation).ToListAsync(Cancellation));
        await PassSecondAsync();

        Assert.IsType<StoreWrite.Written>(
            await writer.ReplaceAsync("a", "one"u8.ToArray(), first.ETag, Cancellation));
        var again = Assert.Single(await lister.ListObjectsAsync("", Cancellation).ToListAsync(Cancellation));

        Assert.True(again.Modified > listed.Modified, "the same bytes were written again, and it does not show");
        Assert.False(await writer.DeleteUnmodifiedAsync(listed, Cancellation));
        Assert.IsType<StoreRead.Found>(await reader.GetAsync("a", null, Limit, Cancellation));
        Assert.True(await writer.DeleteUnmodifiedAsync(again, Cancellation));
        Assert.IsType<StoreRead.Missing>(await reader.GetAsync("a", null, Limit, Cancellation));
        Assert.True(await writer.DeleteUnmodifiedAsync(again, Cancellation));
    }

    [Fact]
    public async Task Lists_by_prefix_in_ordinal_order()
    {
        var (_, writer, lister) = await OpenAsync();
        string[] paths =
        [
            "releases/edge/1-2.json", "releases/edge/1-10.json", "releases/edge-2/1-1.json", "releases/edge.x/1-1.json",
            "releases/Inner/1-1.json", "releases/inner/1-1.json", "a",
        ];
        foreach (var path in paths)
        {
            await writer.CreateAsync(path, "x"u8.ToArray(), Cancellation);
        }

        Assert.Equal(["releases/edge/1-10.json", "releases/edge/1-2.json"], await ListAsync("releases/edge/"));
        Assert.Equal(["releases/edge/1-10.json"], await ListAsync("releases/edge/1-1"));
        Assert.Equal(paths.Order(StringComparer.Ordinal), await ListAsync(""));
        Assert.Empty(await ListAsync("channels/"));
        await Assert.ThrowsAsync<ArgumentException>(() => ListAsync("../"));

        async Task<List<string>> ListAsync(string prefix) =>
            await lister.ListAsync(prefix, Cancellation).ToListAsync(Cancellation);
    }

    [Fact]
    public async Task Twenty_racing_writers_lose_no_update()
    {
        const int writers = 20;
        const int raises = 5;

        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(RaiseAsync, Cancellation)));

        var found = await ReadAsync(await OpenAsync(), "counter");
        Assert.Equal(writers * raises, int.Parse(found.Content.Span, CultureInfo.InvariantCulture));

        async Task RaiseAsync()
        {
            var (reader, writer, _) = await OpenAsync();
            for (var raised = 0; raised < raises;)
            {
                var found = await reader.GetAsync("counter", null, Limit, Cancellation) as StoreRead.Found;
                var value = found is null ? 0 : int.Parse(found.Content.Span, CultureInfo.InvariantCulture);
                var next = System.Text.Encoding.ASCII.GetBytes((value + 1).ToString(CultureInfo.InvariantCulture));
                if (await writer.ReplaceAsync("counter", next, found?.ETag, Cancellation) is StoreWrite.Written)
                {
                    raised++;
                }
            }
        }
    }

    [Fact]
    public async Task One_of_twenty_that_create_the_same_object_has_created_it()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(
            async () => (number, Outcome: await (await OpenAsync()).Writer.CreateAsync(
                "one", new byte[] { (byte)number }, Cancellation)),
            Cancellation)));

        var (winner, _) = Assert.Single(outcomes, outcome => outcome.Outcome is StoreWrite.Written);
        Assert.Equal([(byte)winner], (await ReadAsync(await OpenAsync(), "one")).Content.ToArray());
    }

    [Fact]
    public async Task Whoever_reads_while_it_is_written_sees_one_version_whole()
    {
        const int size = 256 * 1024;
        var (reader, writer, _) = await OpenAsync();
        var written = (StoreWrite.Written)await writer.CreateAsync("a", Filled(0), Cancellation);
        var writing = Task.Run(
            async () =>
            {
                for (byte version = 1; version <= 30; version++)
                {
                    written = (StoreWrite.Written)await writer.ReplaceAsync(
                        "a", Filled(version), written.ETag, Cancellation);
                }
            },
            Cancellation);
        while (!writing.IsCompleted)
        {
            var content =
                Assert.IsType<StoreRead.Found>(await reader.GetAsync("a", null, size, Cancellation)).Content;
            Assert.Equal(size, content.Length);
            Assert.False(content.Span.ContainsAnyExcept(content.Span[0]), "two versions were read as one");
        }

        await writing;

        static byte[] Filled(byte version)
        {
            var content = new byte[size];
            content.AsSpan().Fill(version);

            return content;
        }
    }

    [Fact]
    public async Task A_write_that_is_cancelled_leaves_nothing_or_all()
    {
        var store = await OpenAsync();
        var content = RandomNumberGenerator.GetBytes(Bundles.Limits.BundleBytes);
        foreach (var patience in (int[])[0, 5, 20, 60, 200])
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"blobs/{patience}");
            using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(patience));
            try
            {
                await store.Writer.CreateAsync(path, content, cancelled.Token);
            }
            catch (OperationCanceledException)
            {
                // What this is about: the caller is gone.
            }

            await store.Writer.CreateAsync(path, content, Cancellation);
            var read = await store.Reader.GetAsync(path, null, Bundles.Limits.BundleBytes, Cancellation);
            Assert.True(
                Assert.IsType<StoreRead.Found>(read).Content.Span.SequenceEqual(content), $"{path} is there by half");
        }
    }

    [Theory]
    [MemberData(nameof(StoreNames.Odd), MemberType = typeof(StoreNames))]
    public async Task Keeps_what_has_an_odd_name(string path)
    {
        var store = await OpenAsync();

        Assert.IsType<StoreWrite.Written>(await store.Writer.CreateAsync(path, "odd"u8.ToArray(), Cancellation));
        Assert.Equal("odd"u8.ToArray(), (await ReadAsync(store, path)).Content.ToArray());
        Assert.Equal([path], await store.Lister.ListAsync("", Cancellation).ToListAsync(Cancellation));
        await store.Writer.DeleteAsync(path, Cancellation);
        Assert.Empty(await store.Lister.ListAsync("", Cancellation).ToListAsync(Cancellation));
    }

    [Theory]
    [MemberData(nameof(StoreNames.Impossible), MemberType = typeof(StoreNames))]
    public async Task Writes_nothing_outside_the_store(string path)
    {
        var (_, writer, _) = await OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => writer.CreateAsync(path, default, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => writer.ReplaceAsync(path, default, null, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => writer.DeleteAsync(path, Cancellation));
    }

    /// <summary>Times of stores have seconds.</summary>
    protected virtual Task PassSecondAsync() => Task.Delay(TimeSpan.FromMilliseconds(1100), Cancellation);

    private static async Task<StoreRead.Found> ReadAsync(OpenStore store, string path) =>
        Assert.IsType<StoreRead.Found>(await store.Reader.GetAsync(path, null, Limit, Cancellation));
}

/// <summary>All sides of one store.</summary>
public sealed record OpenStore(IStoreReader Reader, IStoreWriter Writer, IStoreLister Lister);
