using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace GatewayPipeline.Agent.Tests.Gateways;

/// <summary>Clients that never stop asking, and remember every answer that was not a 200.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private readonly CancellationTokenSource ending = new();
    private readonly ConcurrentQueue<string> failures = new();
    private readonly ConcurrentDictionary<string, int> answers = new(StringComparer.Ordinal);
    private readonly Task[] clients;

    private Traffic(int port, int count) =>
        clients = [.. Enumerable.Range(0, count).Select(_ => Task.Run(() => AskAsync(port)))];

    public IReadOnlyCollection<string> Failures => failures;

    public int Count => answers.Values.Sum();

    public static Traffic To(int port, int clients = 4) => new(port, clients);

    public static Uri AddressOf(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));

    /// <summary>Asks until the answer is the expected one; says what came instead when it never does.</summary>
    public static async Task ExpectAsync(int port, string expected, int seconds = 15)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var last = "";
        for (var deadline = DateTime.UtcNow.AddSeconds(seconds); DateTime.UtcNow < deadline;)
        {
            last = await OnceAsync(port);
            if (last == expected)
            {
                return;
            }

            await Task.Delay(20, cancellation);
        }

        Assert.Fail($"port {port} answered '{last}' instead of '{expected}' for {seconds} s");
    }

    /// <summary>One request on its own connection: the body, or the status code, or "closed".</summary>
    public static async Task<string> OnceAsync(int port)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var response = await client.GetAsync(AddressOf(port), TestContext.Current.CancellationToken);

            return response.StatusCode == HttpStatusCode.OK
                ? await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
                : ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        }
        catch (HttpRequestException)
        {
            return "closed";
        }
    }

    /// <summary>Waits until so many more requests have been answered.</summary>
    public async Task AwaitMoreAsync(int requests)
    {
        var enough = Count + requests;
        for (var deadline = DateTime.UtcNow.AddSeconds(15); Count < enough && DateTime.UtcNow < deadline;)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.True(Count >= enough, $"traffic came to a stop; failures: {string.Join("; ", failures.Take(5))}");
    }

    public async Task StopAsync()
    {
        await ending.CancelAsync();
        await Task.WhenAll(clients);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        ending.Dispose();
    }

    private async Task AskAsync(int port)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        while (!ending.IsCancellationRequested)
        {
            try
            {
                using var response = await client.GetAsync(AddressOf(port), CancellationToken.None);
                var body = await response.Content.ReadAsStringAsync(CancellationToken.None);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    answers.AddOrUpdate(body, 1, (_, count) => count + 1);
                }
                else
                {
                    failures.Enqueue($"{(int)response.StatusCode} {body}");
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                failures.Enqueue(exception.Message);
            }

            await Task.Delay(2);
        }
    }
}
