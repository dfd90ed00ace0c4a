using System.Text.Json.Nodes;
using GatewayPipeline.LocalCloud.Functions;
using Microsoft.Extensions.Time.Testing;

namespace GatewayPipeline.LocalCloud.Tests.Functions;

/// <summary>Functions that run on time; the clock is the test's.</summary>
public sealed class TimerTests(StorageAccount account)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 10, 0, 1, TimeSpan.Zero);

    [Fact]
    public async Task A_function_runs_whenever_it_is_due()
    {
        var clock = new FakeTimeProvider(Start);
        await using var app = AppWith("""{ "schedule": "0 */5 * * * *" }""");
        await app.StartAsync(options => options with { TimeProvider = clock });
        await SetAsync(app, 1);

        clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Empty(app.Requests);
        clock.Advance(TimeSpan.FromMinutes(1));
        await SetAsync(app, 2);
        clock.Advance(TimeSpan.FromMinutes(5));
        await SetAsync(app, 3);

        var first = app.Requests[0]["envelope"]!["Data"]!["timer"]!;
        Assert.False(first["IsPastDue"]!.GetValue<bool>());
        Assert.Equal("""{"AdjustForDST":true}""", first["Schedule"]!.ToJsonString());
        Assert.Equal("0001-01-01T00:00:00+00:00", $"{first["ScheduleStatus"]!["Last"]}");
        Assert.Equal("2026-11-24T10:05:00+00:00", $"{first["ScheduleStatus"]!["Next"]}");
        var second = app.Requests[1]["envelope"]!["Data"]!["timer"]!;
        Assert.Equal("2026-11-24T10:10:00+00:00", $"{second["ScheduleStatus"]!["Next"]}");
        Assert.Equal(["sys"], app.Requests[1]["envelope"]!["Metadata"]!.AsObject().Select(entry => entry.Key));
    }

    [Fact]
    public async Task What_was_missed_while_the_host_was_away_is_made_up_for_once()
    {
        var clock = new FakeTimeProvider(Start);
        await using var app = AppWith("""{ "schedule": "0 0 * * * *" }""");
        await app.StartAsync(options => options with { TimeProvider = clock });
        await SetAsync(app, 1);
        await app.Running.DisposeAsync();

        clock.Advance(TimeSpan.FromHours(3));
        await app.StartAsync(options => options with { TimeProvider = clock });
        await SetAsync(app, 2);
        await app.Running.DisposeAsync();
        await app.StartAsync(options => options with { TimeProvider = clock });
        await SetAsync(app, 3);

        var made = Assert.Single(app.Requests)["envelope"]!["Data"]!["timer"]!;
        Assert.True(made["IsPastDue"]!.GetValue<bool>());
        Assert.Equal("2026-11-24T11:00:00+00:00", $"{made["ScheduleStatus"]!["Next"]}");
    }

    [Fact]
    public async Task Another_schedule_than_before_misses_nothing_of_its_own()
    {
        var clock = new FakeTimeProvider(Start);
        await using var app = AppWith("""{ "schedule": "0 0 * * * *" }""");
        await app.StartAsync(options => options with { TimeProvider = clock });
        await SetAsync(app, 1);
        await app.Running.DisposeAsync();

        WriteTimer(app, """{ "schedule": "0 30 * * * *" }""");
        clock.Advance(TimeSpan.FromHours(3));
        await app.StartAsync(options => options with { TimeProvider = clock });
        await SetAsync(app, 2);
        Assert.Empty(app.Requests);

        clock.Advance(TimeSpan.FromMinutes(30));
        await SetAsync(app, 3);
    }

    [Theory]
    [InlineData("""{ "schedule": "%WHEN%", "runOnStartup": true }""", true)]
    [InlineData("""{ "schedule": "%WHEN%", "runOnStartup": true, "useMonitor": false }""", false)]
    public async Task A_function_can_run_when_the_host_starts(string binding, bool hasStatus)
    {
        await using var app = AppWith(binding);
        app.Environment["WHEN"] = "0 0 0 1 1 *";

        await app.StartAsync();

        var timer = Assert.Single(await app.RequestsAsync(1))["envelope"]!["Data"]!["timer"]!;
        Assert.False(timer["IsPastDue"]!.GetValue<bool>());
        Assert.Equal(hasStatus, timer["ScheduleStatus"] is not null);
    }

    private TestApp AppWith(string binding)
    {
        var app = new TestApp(account);
        WriteTimer(app, binding);

        return app;
    }

    private static void WriteTimer(TestApp app, string binding)
    {
        var timer = JsonNode.Parse(binding)!.AsObject();
        timer["name"] = "timer";
        timer["type"] = "timerTrigger";
        timer["direction"] = "in";
        app.AddFunction("Tick", new JsonObject { ["bindings"] = new JsonArray(timer) }.ToJsonString());
    }

    /// <summary>Until the timer was set so many times, over all starts of the host.</summary>
    private static Task SetAsync(TestApp app, int times) => Waiting.UntilAsync(
        $"a timer that was set {times} times",
        () => app.Observations.OfType<HostObservation.TimerWaits>().Count() == times);
}
