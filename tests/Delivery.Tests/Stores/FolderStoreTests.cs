using System.Diagnostics;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Stores;

namespace GatewayPipeline.Delivery.Tests.Stores;

public sealed class FolderStoreTests : IDisposable
{
    private const int Limit = 1024;
    private readonly TemporaryFolder folder = new();
    private readonly FolderStore store;

    public FolderStoreTests() => store = new(folder["store"]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Creates_an_object_once()
    {
        var written = Assert.IsType<StoreWrite.Written>(
            await store.CreateAsync("blobs/sha256/a", "one"u8.ToArray(), Cancellation));

        Assert.IsType<StoreWrite.Conflict>(await store.CreateAsync("blobs/sha256/a", "two"u8.ToArray(), Cancellation));
        var found = Assert.IsType<StoreRead.Found>(await store.GetAsync("blobs/sha256/a", null, Limit, Cancellation));
        Assert.Equal("one"u8.ToArray(), found.Content.ToArray());
        Assert.Equal(written.ETag, found.ETag);
    }

    [Fact]
    public async Task Replaces_only_the_version_that_was_read()
    {
        var first =
            Assert.IsType<StoreWrite.Written>(await store.ReplaceAsync("a/b", "1"u8.ToArray(), null, Cancellation));
        var second = Assert.IsType<StoreWrite.Written>(
            await store.ReplaceAsync("a/b", "2"u8.ToArray(), first.ETag, Cancellation));

        Assert.IsType<StoreWrite.Conflict>(await store.ReplaceAsync("a/b", "3"u8.ToArray(), first.ETag, Cancellation));
        Assert.IsType<StoreWrite.Conflict>(await store.ReplaceAsync("a/b", "3"u8.ToArray(), null, Cancellation));
        Assert.IsType<StoreRead.NotModified>(await store.GetAsync("a/b", second.ETag, Limit, Cancellation));
        Assert.IsType<StoreRead.Found>(await store.GetAsync("a/b", first.ETag, Limit, Cancellation));
    }

    [Fact]
    public async Task Says_what_is_missing_too_large_or_removed()
    {
        await store.CreateAsync("a", new byte[Limit], Cancellation);
        await store.CreateAsync("b", new byte[Limit + 1], Cancellation);

        Assert.IsType<StoreRead.Found>(await store.GetAsync("a", null, Limit, Cancellation));
        Assert.IsType<StoreRead.TooLarge>(await store.GetAsync("b", null, Limit, Cancellation));
        Assert.IsType<StoreRead.Missing>(await store.GetAsync("c", null, Limit, Cancellation));
        Assert.IsType<StoreRead.Missing>(await store.GetAsync("d/e/f", null, Limit, Cancellation));

        await store.DeleteAsync("a", Cancellation);
        await store.DeleteAsync("a", Cancellation);
        Assert.IsType<StoreRead.Missing>(await store.GetAsync("a", null, Limit, Cancellation));
    }

    [Fact]
    public async Task Lists_by_prefix_in_ordinal_order_without_what_is_hidden()
    {
        string[] paths = ["releases/edge/1-2.json", "releases/edge/1-10.json", "releases/inner/1-1.json", "a"];
        foreach (var path in paths)
        {
            await store.CreateAsync(path, "x"u8.ToArray(), Cancellation);
        }

        folder.Write("store/releases/edge/.tmp-dead", "half");

        Assert.Equal(
            ["releases/edge/1-10.json", "releases/edge/1-2.json"],
            await store.ListAsync("releases/edge/", Cancellation).ToListAsync(Cancellation));
        Assert.Equal(["releases/edge/1-10.json"], await store.ListAsync(
            "releases/edge/1-1", Cancellation).ToListAsync(Cancellation));
        Assert.Equal(4, await store.ListAsync("", Cancellation).CountAsync(Cancellation));
        Assert.Empty(await store.ListAsync("channels/", Cancellation).ToListAsync(Cancellation));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/absolute")]
    [InlineData("a/../b")]
    [InlineData("a//b")]
    [InlineData(".lock")]
    [InlineData("a/.tmp-x")]
    [InlineData("a\0b")]
    [InlineData("")]
    public async Task Reaches_nothing_outside_itself(string path)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => store.GetAsync(path, null, Limit, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => store.CreateAsync(path, default, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => store.DeleteAsync(path, Cancellation));
    }

    [Fact]
    public async Task A_store_that_is_gone_is_not_an_empty_one()
    {
        var reader = new FolderReader(folder["nowhere"]);

        var exception =
            await Assert.ThrowsAsync<StoreUnavailableException>(() => reader.GetAsync("a", null, Limit, Cancellation));

        Assert.Contains("nowhere", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Twenty_racing_writers_lose_no_update()
    {
        await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Task.Run(() => Counter.Raise(folder["store"], 5), Cancellation)));

        Assert.Equal(100, Counter.Read(store).Value);
    }

    [Fact]
    public async Task Racing_processes_lose_no_update()
    {
        Process[] writers =
            [.. Enumerable.Range(0, 4).Select(_ => Start(Counter.Program, [], folder["store"], count: 10))];
        Counter.Raise(folder["store"], 10);
        foreach (var writer in writers)
        {
            using (writer)
            {
                await writer.WaitForExitAsync(Cancellation);
                Assert.Equal(0, writer.ExitCode);
            }
        }

        Assert.Equal(50, Counter.Read(store).Value);
    }

    /// <summary>
    /// Whichever step a writer dies at: the object is the old one or the new one, and the next writer gets its turn at
    /// once.
    /// </summary>
    [Theory]
    [InlineData("pwrite64", 1)]
    [InlineData("fsync", 1)]
    [InlineData("fsync", 2)]
    [InlineData("rename", 1)]
    [InlineData("flock", 1)]
    public async Task A_writer_killed_at_any_step_leaves_the_old_or_the_new_object(string call, int occurrence)
    {
        Counter.Raise(folder["store"], 10);

        await TracedAsync($"inject={call}:signal=KILL:when={occurrence}");

        var after = Counter.Read(store).Value;
        Assert.InRange(after, 10, 11);
        var clock = Stopwatch.StartNew();
        Counter.Raise(folder["store"], 1);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
        Assert.Equal(after + 1, Counter.Read(store).Value);
        Assert.Empty(Directory.EnumerateFiles(folder["store/counters"], ".tmp-*"));
    }

    /// <summary>The library's own flush reports success here; ours must not.</summary>
    [Theory]
    [InlineData("fsync", "EIO", 1)]
    [InlineData("fsync", "EIO", 2)]
    [InlineData("fsync", "ENOSPC", 1)]
    [InlineData("pwrite64", "ENOSPC", 1)]
    public async Task A_disk_that_fails_is_said(string call, string error, int occurrence)
    {
        Counter.Raise(folder["store"], 10);

        var exitCode = await TracedAsync($"inject={call}:error={error}:when={occurrence}");

        Assert.Equal(Counter.RefusedExitCode, exitCode);
        Assert.InRange(Counter.Read(store).Value, 10, 11);
        Assert.Empty(Directory.EnumerateFiles(folder["store/counters"], ".tmp-*"));
    }

    private async Task<int> TracedAsync(string injection)
    {
        Assert.SkipUnless(
            await CanTraceAsync(), "strace is not there or may not trace: failures of the disk cannot be injected");
        using var process = Start(
            "strace",
            ["-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,pwrite64,rename,flock", "-e", injection,
                Counter.Program],
            folder["store"],
            count: 1);
        await process.WaitForExitAsync(Cancellation);

        return process.ExitCode;
    }

    private async Task<bool> CanTraceAsync()
    {
        try
        {
            using var probe = Start("strace", ["-qq", "-o", "/dev/null", "true"], folder["probe"], count: 0);
            await probe.WaitForExitAsync(Cancellation);

            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static Process Start(string program, string[] arguments, string storeFolder, int count)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true };
        start.Environment[Counter.StoreVariable] = storeFolder;
        start.Environment[Counter.CountVariable] = count.ToString(System.Globalization.CultureInfo.InvariantCulture);

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }
}
