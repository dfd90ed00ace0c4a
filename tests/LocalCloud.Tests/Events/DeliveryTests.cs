using System.Net;
using GatewayPipeline.LocalCloud.Events;

namespace GatewayPipeline.LocalCloud.Tests.Events;

/// <summary>How events reach a queue, and what becomes of those that do not; the clock is the test's.</summary>
public sealed class DeliveryTests(StorageAccount account)
{
    [Fact]
    public async Task Only_what_a_subscription_asks_for_is_delivered()
    {
        await using var topic = await TestTopic.StartAsync(account, with => with with
        {
            IncludedEventTypes = ["Git.Push"], SubjectBeginsWith = "REFS/heads/", SubjectEndsWith = "n",
        });

        await topic.PublishAsync(
            TestTopic.Event("other type", type: "Git.Tag"),
            TestTopic.Event("other beginning", subject: "refs/tags/main"),
            TestTopic.Event("other end", subject: "refs/heads/maim"),
            TestTopic.Event("wanted"));

        await topic.SeenAsync<TopicObservation.Delivered>();
        Assert.Equal(["wanted"], await topic.IdsAsync());
        Assert.Equal(0, topic.Topic.Pending);
    }

    [Fact]
    public async Task A_subject_can_be_asked_for_letter_by_letter()
    {
        await using var topic = await TestTopic.StartAsync(account, with => with with
        {
            SubjectBeginsWith = "REFS/", IsSubjectCaseSensitive = true,
        });

        await topic.PublishAsync(TestTopic.Event("no"), TestTopic.Event("yes", subject: "REFS/heads/main"));

        await topic.SeenAsync<TopicObservation.Delivered>();
        Assert.Equal(["yes"], await topic.IdsAsync());
    }

    [Fact]
    public async Task A_delivery_that_fails_is_tried_again_as_the_table_says()
    {
        await using var topic = await TestTopic.StartAsync(
            account, with => with with { EventTimeToLive = TimeSpan.FromDays(7) },
            plan: (_, _) => new()
            {
                FailWith = attempt => attempt < 14 ? HttpStatusCode.InternalServerError : null,
            });
        var waits = new List<double>();

        await topic.PublishAsync(TestTopic.Event("1"));
        for (var failures = 1; failures < 14; failures++)
        {
            var failed = await topic.SeenAsync<TopicObservation.DeliveryFailed>(failures);
            waits.Add((failed.NextAttempt - topic.Clock.GetUtcNow())!.Value.TotalSeconds);
            topic.Clock.Advance(TimeSpan.FromSeconds(waits[^1]) - TimeSpan.FromTicks(1));
            Assert.Equal(failures, topic.Observations.OfType<TopicObservation.DeliveryFailed>().Count());
            topic.Clock.Advance(TimeSpan.FromTicks(1));
        }

        Assert.Equal([10, 30, 60, 300, 600, 1800, 3600, 10800, 21600, 43200, 43200, 43200, 43200], waits);
        Assert.Equal(14, (await topic.SeenAsync<TopicObservation.Delivered>()).Attempt);
        Assert.Equal(["1"], await topic.IdsAsync());
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, 300)]
    [InlineData(HttpStatusCode.RequestTimeout, 120)]
    [InlineData(HttpStatusCode.ServiceUnavailable, 30)]
    [InlineData(HttpStatusCode.Conflict, 10)]
    public async Task Some_answers_ask_for_a_longer_wait(HttpStatusCode status, int seconds)
    {
        await using var topic = await TestTopic.StartAsync(account, plan: (_, _) => new() { FailWith = _ => status });

        await topic.PublishAsync(TestTopic.Event("1"));

        var failed = await topic.SeenAsync<TopicObservation.DeliveryFailed>();
        Assert.Equal(topic.Clock.GetUtcNow().AddSeconds(seconds), failed.NextAttempt);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, "UndeliverableDueToHttpBadRequest", "BadRequest")]
    [InlineData(HttpStatusCode.Forbidden, "UndeliverableDueToHttpForbidden", "Forbidden")]
    [InlineData(HttpStatusCode.RequestEntityTooLarge, "UndeliverableDueToHttpRequestEntityTooLarge", "PayloadTooLarge")]
    public async Task What_will_never_be_taken_is_a_dead_letter_after_one_attempt(
        HttpStatusCode status, string reason, string outcome)
    {
        await using var topic = await TestTopic.StartAsync(account, plan: (_, _) => new() { FailWith = _ => status });

        await topic.PublishAsync(TestTopic.Event("1"));
        Assert.Null((await topic.SeenAsync<TopicObservation.DeliveryFailed>()).NextAttempt);
        topic.Clock.Advance(TimeSpan.FromMinutes(5));

        var letter = await topic.DeadLetterAsync();
        Assert.Equal("1", $"{letter["id"]}");
        Assert.Equal(reason, $"{letter["deadletterreason"]}");
        Assert.Equal(1, letter["deliveryattempts"]!.GetValue<int>());
        Assert.Equal(outcome, $"{letter["lastdeliveryoutcome"]}");
        Assert.Equal("2026-11-04T09:30:00.0000000Z", $"{letter["publishtime"]}");
        Assert.Equal("2026-11-04T09:30:00.0000000Z", $"{letter["lastdeliveryattempttime"]}");
        var written = Assert.Single(topic.Observations.OfType<TopicObservation.DeadLettered>());
        Assert.StartsWith("PUSHES/2026/11/4/9/", written.Blob, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_is_too_large_for_a_queue_is_a_dead_letter()
    {
        await using var topic = await TestTopic.StartAsync(account);
        var large = TestTopic.Event("large");
        large.ExtensionAttributes["note"] = new string('x', 70_000);

        await topic.PublishAsync(large, TestTopic.Event("small"));
        await topic.SeenAsync<TopicObservation.DeliveryFailed>();
        topic.Clock.Advance(TimeSpan.FromMinutes(5));

        var letter = await topic.DeadLetterAsync();
        Assert.Equal("UndeliverableDueToHttpRequestEntityTooLarge", $"{letter["deadletterreason"]}");
        Assert.Equal(["small"], await topic.IdsAsync());
    }

    [Fact]
    public async Task A_queue_that_is_not_there_gets_its_events_when_it_is()
    {
        await using var topic = await TestTopic.StartAsync(account, hasQueue: false);

        await topic.PublishAsync(TestTopic.Event("1"));
        Assert.Equal("NotFound", (await topic.SeenAsync<TopicObservation.DeliveryFailed>()).Outcome);
        await TestQueue.CreateAsync(account, topic.Queue.Name);
        topic.Clock.Advance(TimeSpan.FromMinutes(5));

        await topic.SeenAsync<TopicObservation.Delivered>();
        Assert.Equal(["1"], await topic.IdsAsync());
    }

    [Fact]
    public async Task After_the_last_attempt_an_event_is_a_dead_letter()
    {
        await using var topic = await TestTopic.StartAsync(
            account, with => with with { MaxDeliveryAttempts = 2 },
            plan: (_, _) => new() { FailWith = _ => HttpStatusCode.InternalServerError });

        await topic.PublishAsync(TestTopic.Event("1"));
        await topic.SeenAsync<TopicObservation.DeliveryFailed>();
        topic.Clock.Advance(TimeSpan.FromSeconds(10));
        await topic.SeenAsync<TopicObservation.DeliveryFailed>(2);
        topic.Clock.Advance(TimeSpan.FromMinutes(5));

        var letter = await topic.DeadLetterAsync();
        Assert.Equal("MaxDeliveryAttemptsExceeded", $"{letter["deadletterreason"]}");
        Assert.Equal(2, letter["deliveryattempts"]!.GetValue<int>());
        Assert.Equal("2026-11-04T09:30:10.0000000Z", $"{letter["lastdeliveryattempttime"]}");
    }

    [Fact]
    public async Task An_event_whose_time_is_over_is_a_dead_letter_without_another_attempt()
    {
        await using var topic = await TestTopic.StartAsync(
            account, with => with with { EventTimeToLive = TimeSpan.FromMinutes(1) },
            plan: (_, _) => new() { FailWith = _ => HttpStatusCode.InternalServerError });

        await topic.PublishAsync(TestTopic.Event("1"));
        await topic.SeenAsync<TopicObservation.DeliveryFailed>();
        topic.Clock.Advance(TimeSpan.FromMinutes(1));
        topic.Clock.Advance(TimeSpan.FromMinutes(5));

        var letter = await topic.DeadLetterAsync();
        Assert.Equal("TimeToLiveExceeded", $"{letter["deadletterreason"]}");
        Assert.Equal(1, letter["deliveryattempts"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_dead_letter_waits_for_its_container_but_not_for_ever()
    {
        await using var topic = await TestTopic.StartAsync(
            account, plan: (_, _) => new() { FailWith = _ => HttpStatusCode.Forbidden });
        await topic.DeadLetters.DeleteAsync(cancellationToken: TestContext.Current.CancellationToken);

        await topic.PublishAsync(TestTopic.Event("1"));
        await topic.SeenAsync<TopicObservation.DeliveryFailed>();
        topic.Clock.Advance(TimeSpan.FromHours(4));

        var dropped = await topic.SeenAsync<TopicObservation.Dropped>();
        Assert.Contains("no container", dropped.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_place_for_dead_letters_an_event_is_dropped()
    {
        await using var topic = await TestTopic.StartAsync(
            account, with => with with { DeadLetterContainer = null },
            plan: (_, _) => new() { FailWith = _ => HttpStatusCode.Forbidden });

        await topic.PublishAsync(TestTopic.Event("1"));

        Assert.Equal(
            "UndeliverableDueToHttpForbidden", (await topic.SeenAsync<TopicObservation.Dropped>()).Reason);
    }

    [Fact]
    public async Task On_command_an_event_is_doubled_delayed_or_lost()
    {
        await using var topic = await TestTopic.StartAsync(account, plan: (published, _) => published.Id switch
        {
            "twice" => new() { Copies = 2 },
            "late" => new() { Delay = TimeSpan.FromHours(1) },
            "lost" => new() { IsLost = true },
            _ => new(),
        });

        await topic.PublishAsync(
            TestTopic.Event("late"), TestTopic.Event("lost"), TestTopic.Event("twice"), TestTopic.Event("once"));

        await topic.SeenAsync<TopicObservation.Delivered>(3);
        await topic.SeenAsync<TopicObservation.Dropped>();
        Assert.Equal(["once", "twice", "twice"], (await topic.IdsAsync()).Order(StringComparer.Ordinal));
        topic.Clock.Advance(TimeSpan.FromHours(1));
        await topic.SeenAsync<TopicObservation.Delivered>(4);
        Assert.Contains("late", await topic.IdsAsync());
    }

    [Fact]
    public async Task On_command_events_arrive_in_another_order()
    {
        await using var topic = await TestTopic.StartAsync(account);

        topic.Topic.Hold();
        for (var number = 1; number <= 5; number++)
        {
            await topic.PublishAsync(TestTopic.Event($"{number}"));
        }

        Assert.Empty(await topic.IdsAsync());
        topic.Topic.Release(events => events.Reverse());

        await topic.SeenAsync<TopicObservation.Delivered>(5);
        Assert.Equal(["5", "4", "3", "2", "1"], await topic.IdsAsync());
    }

    [Fact]
    public async Task On_command_a_part_of_a_batch_fails_and_comes_later()
    {
        await using var topic = await TestTopic.StartAsync(account, plan: (published, _) => new()
        {
            FailWith = attempt =>
                attempt == 1 && published.Id is "2" or "4" ? HttpStatusCode.ServiceUnavailable : null,
        });

        await topic.PublishAsync([.. Enumerable.Range(1, 5).Select(number => TestTopic.Event($"{number}"))]);
        await topic.SeenAsync<TopicObservation.Delivered>(3);
        await topic.SeenAsync<TopicObservation.DeliveryFailed>(2);
        Assert.Equal(["1", "3", "5"], (await topic.IdsAsync()).Order(StringComparer.Ordinal));

        topic.Clock.Advance(TimeSpan.FromSeconds(30));
        await topic.SeenAsync<TopicObservation.Delivered>(5);
        Assert.Equal(["1", "2", "3", "4", "5"], (await topic.IdsAsync()).Order(StringComparer.Ordinal));
    }
}
