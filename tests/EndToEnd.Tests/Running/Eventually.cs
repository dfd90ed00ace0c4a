using System.Diagnostics;

namespace GatewayPipeline.EndToEnd.Tests.Running;

/// <summary>Waits for what must come about, never longer than its limit.</summary>
public static class Eventually
{
    public static async Task<TimeSpan> AsyncThat(Func<Task<bool>> condition, TimeSpan limit, Func<string> expectation)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > limit)
            {
                Assert.Fail($"Waited {limit.TotalSeconds} s in vain for {expectation()}");
            }

            await Task.Delay(5);
        }

        return watch.Elapsed;
    }
}
