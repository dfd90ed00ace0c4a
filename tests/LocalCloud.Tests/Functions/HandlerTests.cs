using System.Diagnostics;
using GatewayPipeline.LocalCloud.Functions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace GatewayPipeline.LocalCloud.Tests.Functions;

/// <summary>How a handler is started, kept and ended.</summary>
public sealed class HandlerTests(StorageAccount account)
{
    [Fact]
    public async Task A_handler_is_told_its_port_and_the_settings_of_the_app()
    {
        await using var app = new TestApp(account) { Environment = { ["OWN_SETTING"] = "yes" } };
        app.AddHttpFunction("Hello");
        Directory.CreateDirectory(Path.Combine(app.Folder, "below"));
        app.HostJson["customHandler"]!["description"]!["workingDirectory"] = "below";

        await app.StartAsync();

        var started = Assert.Single(app.Records);
        var environment = started["environment"]!.AsObject();
        Assert.Equal("yes", $"{environment["OWN_SETTING"]}");
        Assert.Equal(account.Connection, $"{environment["AzureWebJobsStorage"]}");
        Assert.Equal("custom", $"{environment["FUNCTIONS_WORKER_RUNTIME"]}");
        Assert.Equal($"{environment["FUNCTIONS_CUSTOMHANDLER_PORT"]}", $"{environment["FUNCTIONS_HTTPWORKER_PORT"]}");
        Assert.Equal(app.Folder, $"{environment["FUNCTIONS_APP_ROOT_PATH"]}");
        Assert.True(Guid.TryParse($"{environment["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"]}", out _));
        Assert.Equal(Path.Combine(app.Folder, "below"), $"{started["folder"]}");
        Assert.Equal(["%UNKNOWN%"], started["arguments"]!.AsArray().Select(argument => $"{argument}"));
    }

    [Fact]
    public async Task A_host_has_started_when_its_handler_answers_whatever_it_answers()
    {
        await using var app = new TestApp(account) { Environment = { ["START_DELAY"] = "600" } };
        app.AddHttpFunction("Hello");
        var began = Stopwatch.GetTimestamp();

        await app.StartAsync();

        Assert.True(Stopwatch.GetElapsedTime(began) > TimeSpan.FromMilliseconds(600));
        Assert.IsType<HostObservation.HandlerReady>(app.Observations.Last());
    }

    [Fact]
    public async Task A_handler_that_never_listens_is_given_up()
    {
        await using var app = new TestApp(account) { Environment = { ["START_DELAY"] = "60000" } };
        app.AddHttpFunction("Hello");
        app.HostJson["customHandler"]!["initializationTimeout"] = "00:00:00.5";

        var refused = await Assert.ThrowsAsync<LocalCloudException>(() => app.StartAsync());

        Assert.Contains("did not answer within 0.5 s", refused.Message, StringComparison.Ordinal);
        var id = Assert.Single(app.Observations.OfType<HostObservation.HandlerStarted>()).ProcessId;
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
    }

    [Fact]
    public async Task A_handler_that_crashes_three_times_is_given_up_with_what_it_said()
    {
        await using var app = new TestApp(account) { Environment = { ["START_CODE"] = "3" } };
        app.AddHttpFunction("Hello");

        var refused = await Assert.ThrowsAsync<LocalCloudException>(() => app.StartAsync());

        Assert.Contains("crashed 3 times, the last time with exit code 3: cannot start today", refused.Message,
            StringComparison.Ordinal);
        Assert.Equal([3, 3, 3], app.Observations.OfType<HostObservation.HandlerEnded>().Select(end => end.ExitCode));
    }

    [Fact]
    public async Task Crashes_that_lie_half_an_hour_apart_are_forgotten()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = new TestApp(account);
        app.AddHttpFunction("Hello");
        await app.StartAsync(options => options with { TimeProvider = clock });

        for (var life = 1; life <= 4; life++)
        {
            await CrashAsync(app, life);
            clock.Advance(TimeSpan.FromMinutes(31));
        }

        Assert.False(app.Running.Ended.IsCompleted);
    }

    [Fact]
    public async Task The_third_crash_in_a_row_ends_the_host()
    {
        await using var app = new TestApp(account);
        app.AddHttpFunction("Hello");
        await app.StartAsync();

        await CrashAsync(app, 1);
        await CrashAsync(app, 2);
        Kill(app.HandlerId);

        var reason = await Assert.ThrowsAsync<LocalCloudException>(
            () => app.Running.Ended.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Contains("exit code 137", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_leaves_with_200_is_started_again_as_often_as_it_likes()
    {
        await using var app = new TestApp(account);
        var queue = await app.AddQueueFunctionAsync("Work");
        await app.StartAsync();

        for (var life = 1; life <= 4; life++)
        {
            await queue.SendAsync("exit 200");
            await LivesAsync(app, life + 1);
        }

        Assert.False(app.Running.Ended.IsCompleted);
    }

    [Fact]
    public async Task A_handler_that_leaves_with_0_stays_away_and_every_invocation_fails()
    {
        await using var app = new TestApp(account);
        app.AddHttpFunction("Hello", """, "authLevel": "anonymous" """);
        var queue = await app.AddQueueFunctionAsync("Work");
        await app.StartAsync();

        await queue.SendAsync("exit 0");
        await Waiting.UntilAsync(
            "a handler that left", () => app.Observations.Any(seen => seen is HostObservation.HandlerEnded));

        using var client = new HttpClient();
        using var answer = await client.GetAsync(
            new Uri(app.Running.Address, "api/Hello"), TestContext.Current.CancellationToken);
        Assert.Equal(500, (int)answer.StatusCode);
        Assert.False(app.Running.Ended.IsCompleted);
        Assert.Single(app.Observations.OfType<HostObservation.HandlerStarted>());
    }

    [Fact]
    public async Task What_takes_longer_than_functionTimeout_fails_and_takes_the_handler_with_it()
    {
        await using var app = new TestApp(account);
        app.HostJson["functionTimeout"] = "00:00:00.5";
        var queue = await app.AddQueueFunctionAsync("Work");
        await app.StartAsync();
        await queue.SendAsync("sleep 60000");

        await LivesAsync(app, 2);

        var ended = app.Observations.OfType<HostObservation.InvocationEnded>().First();
        Assert.Contains("took longer than functionTimeout", ended.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_host_lets_invocations_end_and_then_asks_the_handler_to_go()
    {
        await using var app = new TestApp(account);
        var queue = await app.AddQueueFunctionAsync("Work");
        await app.StartAsync();
        await queue.SendAsync("sleep 700");
        await app.RequestsAsync(1);

        await app.Running.StopAsync();

        Assert.Null(Assert.Single(app.Observations.OfType<HostObservation.InvocationEnded>()).Failure);
        Assert.True(app.Records.Last().ContainsKey("terminated"), "the handler got no SIGTERM");
        Assert.Equal(0, app.Observations.OfType<HostObservation.HandlerEnded>().Single().ExitCode);
    }

    [Fact]
    public async Task What_a_handler_prints_is_information_or_an_error_or_a_warning()
    {
        await using var app = new TestApp(account);
        app.AddHttpFunction("Hello");

        await app.StartAsync();

        await Waiting.UntilAsync("both lines", () => app.Log.Count >= 2);
        Assert.Contains((LogLevel.Information, "handler listens"), app.Log);
        Assert.Contains((LogLevel.Warning, "warning: this is only a test"), app.Log);
    }

    private static async Task CrashAsync(TestApp app, int life)
    {
        Kill(app.HandlerId);
        await LivesAsync(app, life + 1);
    }

    private static Task LivesAsync(TestApp app, int count) => Waiting.UntilAsync(
        $"{count} lives of the handler",
        () => app.Observations.OfType<HostObservation.HandlerReady>().Count() == count);

    private static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
    }
}
