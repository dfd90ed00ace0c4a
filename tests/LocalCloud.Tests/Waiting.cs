namespace GatewayPipeline.LocalCloud.Tests;

internal static class Waiting
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Waits until there is what is asked for, and fails after half a minute with what was expected.</summary>
    public static async Task<T> UntilAsync<T>(string what, Func<Task<T?>> ask) where T : class
    {
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < Limit)
        {
            if (await ask() is { } found)
            {
                return found;
            }

            await Task.Delay(20);
        }

        Assert.Fail($"After {Limit.TotalSeconds} s still not: {what}");
        throw new InvalidOperationException();
    }

    public static Task UntilAsync(string what, Func<Task<bool>> ask) =>
        UntilAsync(what, async () => await ask() ? "yes" : null);

    public static Task UntilAsync(string what, Func<bool> ask) => UntilAsync(what, () => Task.FromResult(ask()));
}
