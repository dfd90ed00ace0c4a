using System.Diagnostics;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Stores;

namespace GatewayPipeline.Delivery.Tests.Stores;

/// <summary>What only a folder can do or suffer: other processes, a disk that fails, a writer that dies.</summary>
public sealed class FolderStoreTests : IDisposable
{
    private const int Limit = 1024;
    private readonly TemporaryFolder folder = new();
    private readonly FolderStore store;

    public FolderStoreTests() => store = new(folder["store"]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Lists_nothing_that_is_hidden()
    {
        await store.CreateAsync("releases/edge/1-2.json", "x"u8.ToArray(), Cancellation);
        folder.Write("store/releases/edge/.tmp-dead", "half");

        Assert.Equal(["releases/edge/1-2.json"], await store.ListAsync("", Cancellation).ToListAsync(Cancellation));
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
