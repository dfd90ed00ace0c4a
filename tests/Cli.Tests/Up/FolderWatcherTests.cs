using System.Diagnostics;
using GatewayPipeline.Cli.Up;

namespace GatewayPipeline.Cli.Tests.Up;

public sealed class FolderWatcherTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task A_save_by_rename_is_one_change_and_is_told_at_once()
    {
        folder.Write("shop.yaml", "a: 1\n");
        using var watcher = new FolderWatcher(folder.Path);
        using var ending = new CancellationTokenSource();
        await using var changes = watcher.WatchAsync(ending.Token).GetAsyncEnumerator(ending.Token);
        var next = changes.MoveNextAsync().AsTask();

        var saved = Stopwatch.GetTimestamp();
        File.WriteAllText(folder.At(".shop.yaml.swp"), "a: 2\n");
        File.Move(folder.At(".shop.yaml.swp"), folder.At("shop.yaml"), overwrite: true);

        Assert.True(await next.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.InRange(Stopwatch.GetElapsedTime(saved, changes.Current), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        var another = changes.MoveNextAsync().AsTask();
        Assert.False(await HappensAsync(another));
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => another);
    }

    [Theory]
    [InlineData(".gwpignore")]
    [InlineData(".gwpsuppress")]
    public async Task Hidden_folders_are_none_of_its_business(string list)
    {
        folder.Write(".gwp/store/head", "1");
        using var watcher = new FolderWatcher(folder.Path);
        await using var changes = watcher.WatchAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var next = changes.MoveNextAsync().AsTask();

        folder.Write(".gwp/store/head", "2");
        folder.Write(".git/index", "2");

        Assert.False(await HappensAsync(next));
        folder.Write(list, "old/\n");
        Assert.True(await next.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_change_before_the_first_question_is_not_lost()
    {
        using var watcher = new FolderWatcher(folder.Path);
        folder.Write("new/folder/shop.yaml", "a: 1\n");

        await using var changes = watcher.WatchAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.True(await changes.MoveNextAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_happens_in_a_folder_made_just_now_is_seen()
    {
        using var watcher = new FolderWatcher(folder.Path);
        await using var changes = watcher.WatchAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var next = changes.MoveNextAsync().AsTask();
        Directory.CreateDirectory(folder.At("a"));
        Assert.True(await next.WaitAsync(Patience, TestContext.Current.CancellationToken));

        next = changes.MoveNextAsync().AsTask();
        folder.Write("a/b/shop.yaml", "a: 1\n");

        Assert.True(await next.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    public void Dispose() => folder.Dispose();

    private static async Task<bool> HappensAsync(Task change) =>
        await Task.WhenAny(change, Task.Delay(Silence, TestContext.Current.CancellationToken)) == change;
}
