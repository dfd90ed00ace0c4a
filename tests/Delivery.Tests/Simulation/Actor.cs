using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Delivery.Tests.Simulation;

/// <summary>
/// A process that works with the store, with a clock that may be wrong. When it crashes, whatever it waited for never
/// comes, and it begins anew a while later.
/// </summary>
internal sealed class Actor(World world, string name, Func<Actor, Task> work) : TimeProvider
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);
    private int life;

    public string Name => name;

    public World World => world;

    public TimeSpan Skew { get; } = world.Faults.DrawSkew();

    public ActorStore Store => field ??= new(this);

    public override DateTimeOffset GetUtcNow() => world.Schedule.Now + Skew;

    /// <summary>Begins its work, now.</summary>
    public void Start()
    {
        var begun = work(this);
        begun.ContinueWith(
            task => world.Report($"{name} stopped: {task.Exception?.InnerException}"),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>What awaits this never goes on.</summary>
    public Task CrashAsync()
    {
        world.Say(name, "crashes");
        life++;
        world.Schedule.After(world.Faults.DrawRestart(), Start);

        return new TaskCompletionSource().Task;
    }

    /// <summary>Comes back after the delay, unless the actor crashes meanwhile.</summary>
    public Task SleepAsync(TimeSpan delay)
    {
        var awake = new TaskCompletionSource();
        var before = life;
        world.Schedule.After(delay, () =>
        {
            if (life == before)
            {
                awake.SetResult();
            }
        });

        return awake.Task;
    }

    // Programs draw their pauses from a generator of their own: here each pause is drawn anew from the seed.
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer();
        var before = life;
        var delay = dueTime <= LongestPause ? world.Faults.DrawUpTo(LongestPause) : dueTime;
        world.Schedule.After(delay, () =>
        {
            if (life == before && !timer.IsDisposed)
            {
                callback(state);
            }
        });

        return timer;
    }

    private sealed class Timer : ITimer
    {
        public bool IsDisposed { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose() => IsDisposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();

            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>The store as an actor reaches it: each call takes its time, and some of them fail.</summary>
internal sealed class ActorStore(Actor actor) : IStoreReader, IStoreWriter, IStoreLister
{
    private World World => actor.World;

    public Task<StoreRead> GetAsync(string path, string? unlessETag, int limit, CancellationToken cancellation) =>
        CallAsync($"reads {path}", () => World.Store.GetAsync(path, unlessETag, limit, cancellation));

    public Task<StoreWrite> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        CallAsync($"creates {path}", () => World.Store.CreateAsync(path, content, cancellation), path);

    public Task<StoreWrite> ReplaceAsync(
        string path, ReadOnlyMemory<byte> content, string? expectedETag, CancellationToken cancellation) =>
        CallAsync(
            $"replaces {path}", () => World.Store.ReplaceAsync(path, content, expectedETag, cancellation), path);

    public Task DeleteAsync(string path, CancellationToken cancellation) =>
        DeleteUnmodifiedAsync(new(path, DateTimeOffset.MaxValue), cancellation);

    public Task<bool> DeleteUnmodifiedAsync(StoredObject listed, CancellationToken cancellation) =>
        CallAsync(
            $"removes {listed.Path}", () => World.Store.DeleteUnmodifiedAsync(listed, cancellation), listed.Path);

    public async IAsyncEnumerable<StoredObject> ListObjectsAsync(
        string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var found = await CallAsync(
            $"lists {prefix}", () => World.Store.ListObjectsAsync(prefix, cancellation).ToListAsync(cancellation).AsTask());
        foreach (var each in found)
        {
            yield return each;
        }
    }

    /// <param name="changed">The path that the call may have changed.</param>
    private async Task<T> CallAsync<T>(string call, Func<Task<T>> effect, string? changed = null)
    {
        World.Schedule.Guard();
        World.Calls++;
        var fault = World.Faults.DrawFault(World.Schedule.Now);
        await actor.SleepAsync(World.Faults.DrawLatency(fault));
        if (fault is Fault.Unavailable)
        {
            World.Say(actor.Name, $"{call}: the store is away");
            throw new StoreUnavailableException("the store is away");
        }

        if (fault is Fault.CrashBefore)
        {
            await actor.CrashAsync();
        }

        var answer = await effect();
        World.Say(actor.Name, $"{call}: {Show(answer)}{(fault is Fault.None ? "" : $" ({fault})")}");
        World.Inspector.Look(actor.Name, changed);
        if (fault is Fault.CrashAfter)
        {
            await actor.CrashAsync();
        }

        await actor.SleepAsync(World.Faults.DrawLatency(fault));

        return fault is Fault.LostReply ? throw new StoreUnavailableException("the answer was lost") : answer;
    }

    private static string? Show<T>(T answer) => answer switch
    {
        StoreRead or StoreWrite => answer.GetType().Name,
        List<StoredObject> listed => $"{listed.Count} objects",
        _ => answer?.ToString(),
    };
}
