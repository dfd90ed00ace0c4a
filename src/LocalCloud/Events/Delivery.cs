using System.Net;
using Azure;
using Azure.Storage.Queues;

namespace GatewayPipeline.LocalCloud.Events;

/// <summary>
/// Takes one event to one subscription: tries until it is delivered, until the answer says that it never will be, or
/// until its attempts or its time are over; then it becomes a dead letter.
/// </summary>
internal sealed class Delivery(LocalEventTopicOptions options, EventSubscription subscription, QueueClient queue)
{
    // Dead letters are written some minutes after the last attempt, and dropped if they cannot be for hours.
    private static readonly TimeSpan DeadLetterDelay = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan DeadLetterPatience = TimeSpan.FromHours(4);

    // A queue that has not answered by then is asked again later.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private DateTimeOffset Now => options.TimeProvider.GetUtcNow();

    /// <summary>Completes when nothing more will be done for the event.</summary>
    public async Task RunAsync(PublishedEvent published, DeliveryPlan plan, CancellationToken stopping)
    {
        await UntilAsync(published.PublishedAt + plan.Delay, stopping);
        if (plan.IsLost)
        {
            options.Observe(new TopicObservation.Dropped(Now, published, subscription.Name, "lost on command"));

            return;
        }

        for (var attempt = 1; ; attempt++)
        {
            var at = Now;
            var status = plan.FailWith(attempt) ?? await TryAsync(published, attempt, stopping);
            if (status is HttpStatusCode.OK)
            {
                options.Observe(new TopicObservation.Delivered(Now, published, subscription.Name, attempt));

                return;
            }

            var reason = RetrySchedule.IsFinal(status) ? $"UndeliverableDueToHttp{status}"
                : attempt >= subscription.MaxDeliveryAttempts ? "MaxDeliveryAttemptsExceeded"
                : null;
            var outcome = RetrySchedule.OutcomeOf(status);
            var next = at + RetrySchedule.WaitAfter(attempt, status);
            options.Observe(new TopicObservation.DeliveryFailed(
                Now, published, subscription.Name, outcome, reason is null ? next : null));
            var gaveUp = reason is null ? next : at;
            if (reason is null)
            {
                // An event's time is looked at only when it is tried again.
                await UntilAsync(next, stopping);
                reason = Now - published.PublishedAt >= subscription.EventTimeToLive ? "TimeToLiveExceeded" : null;
            }

            if (reason is not null)
            {
                await GiveUpAsync(published, new(reason, attempt, outcome, at), gaveUp, stopping);

                return;
            }
        }
    }

    private async Task<HttpStatusCode> TryAsync(PublishedEvent published, int attempt, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(Patience);
        try
        {
            // As it is: Event Grid never encodes what it puts into a queue.
            await queue.SendMessageAsync(
                published.Json, timeToLive: subscription.QueueMessageTimeToLive, cancellationToken: limit.Token);

            return HttpStatusCode.OK;
        }
        catch (RequestFailedException exception)
        {
            Log.Failed(options.Logger, published.Id, subscription.Name, attempt, exception.Message);

            return exception.Status == 0 ? HttpStatusCode.BadGateway : (HttpStatusCode)exception.Status;
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return HttpStatusCode.RequestTimeout;
        }
    }

    private async Task GiveUpAsync(
        PublishedEvent published, FailedDelivery failed, DateTimeOffset gaveUp, CancellationToken stopping)
    {
        Log.GivenUp(options.Logger, published.Id, subscription.Name, failed.Reason);
        if (subscription.DeadLetterContainer is not { } container)
        {
            options.Observe(new TopicObservation.Dropped(Now, published, subscription.Name, failed.Reason));

            return;
        }

        var box = new DeadLetterBox(subscription, container);
        for (var tries = 1; Now - gaveUp < DeadLetterPatience; tries++)
        {
            await UntilAsync(gaveUp + (DeadLetterDelay * tries), stopping);
            try
            {
                var blob = await box.WriteAsync(published, failed, Now, stopping);
                options.Observe(new TopicObservation.DeadLettered(
                    Now, published, subscription.Name, failed.Reason, blob));

                return;
            }
            catch (Exception exception) when (exception is RequestFailedException or AggregateException)
            {
                Log.GivenUp(options.Logger, published.Id, subscription.Name,
                    $"its dead letter cannot be written to the container {container}: {exception.Message}");
            }
        }

        options.Observe(new TopicObservation.Dropped(
            Now, published, subscription.Name, $"{failed.Reason}, and there was no container for dead letters"));
    }

    private async Task UntilAsync(DateTimeOffset due, CancellationToken stopping)
    {
        while (due - Now is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left, options.TimeProvider, stopping);
        }
    }
}
