using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using GatewayPipeline.LocalCloud.Functions.Configuration;
using GatewayPipeline.LocalCloud.Functions.Invocations;

namespace GatewayPipeline.LocalCloud.Functions.Queues;

/// <summary>
/// Runs a function for each message of a queue, as the storage extension does: messages are taken in batches and stay
/// invisible while they are worked on; a message is deleted when its invocation succeeded, comes back when it failed,
/// and goes to the poison queue when it was taken <c>maxDequeueCount</c> times.
/// </summary>
internal sealed class QueueListener
{
    // While its function runs, a message is hidden for ten minutes from each renewal, and renewed at half of them.
    private static readonly TimeSpan Hidden = TimeSpan.FromMinutes(10);

    private readonly LocalFunctionsOptions options;
    private readonly FunctionDefinition function;
    private readonly Trigger.Queue trigger;
    private readonly QueueSettings settings;
    private readonly QueueClients clients;
    private readonly Invoker invoker;
    private readonly QueueClient queue;
    private readonly PoisonQueue poison;
    private readonly PollingDelay delay;
    private readonly HashSet<Task> working = [];

    public QueueListener(
        LocalFunctionsOptions options, FunctionDefinition function, Trigger.Queue trigger, QueueSettings settings,
        QueueClients clients, Invoker invoker)
    {
        (this.options, this.function, this.trigger) = (options, function, trigger);
        (this.settings, this.clients, this.invoker) = (settings, clients, invoker);
        queue = clients.Of(trigger.Place);
        poison = new(options, queue, clients, trigger.Place);
        delay = new(settings.MaxPollingInterval);
    }

    /// <summary>Runs until the first is cancelled, and waits then for what is under way, which the second ends.
    /// </summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken ending)
    {
        try
        {
            while (true)
            {
                var found = await TakeAsync(ending, stopping);
                if (!found || settings.MaxPollingInterval == TimeSpan.Zero)
                {
                    await Task.Delay(delay.Next(found), stopping);
                }
                else
                {
                    delay.Next(found);
                }

                await ThresholdAsync(settings.NewBatchThreshold).WaitAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await ThresholdAsync(0);
        }
    }

    /// <summary>Takes a batch, if there is one.</summary>
    private async Task<bool> TakeAsync(CancellationToken ending, CancellationToken stopping)
    {
        try
        {
            // Once asked for, messages are taken: what a cancelled request received would be hidden for ten minutes.
            stopping.ThrowIfCancellationRequested();
            QueueMessage[] messages = await queue.ReceiveMessagesAsync(settings.BatchSize, Hidden, ending);
            foreach (var message in messages)
            {
                working.Add(WorkAsync(message, ending));
            }

            return messages is not [];
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            return false;
        }
        catch (RequestFailedException exception)
        {
            Log.QueueTrouble(options.Logger, queue.Name, exception.Message);

            return false;
        }
        catch (AggregateException exception)
        {
            // So the client says that it has tried several times.
            Log.QueueTrouble(options.Logger, queue.Name, exception.Message);

            return false;
        }
    }

    private async Task ThresholdAsync(int most)
    {
        while (working.Count > most)
        {
            working.Remove(await Task.WhenAny(working));
        }

        working.RemoveWhere(task => task.IsCompleted);
    }

    private async Task WorkAsync(QueueMessage message, CancellationToken ending)
    {
        await Task.Yield();
        try
        {
            if (message.DequeueCount > settings.MaxDequeueCount || clients.Decode(message.MessageText) is not { } text)
            {
                await poison.MoveAsync(message);

                return;
            }

            var hold = new MessageHold(queue, message, Hidden);
            var outcome = await hold.WhileAsync(() => InvokeAsync(message, text, ending));
            switch (outcome)
            {
                case InvocationOutcome.Succeeded:
                    await queue.DeleteMessageAsync(message.MessageId, hold.PopReceipt, CancellationToken.None);
                    break;

                case InvocationOutcome.Failed when poison.Exists && message.DequeueCount >= settings.MaxDequeueCount:
                    await poison.MoveAsync(message, hold.PopReceipt);
                    break;

                // One that failed in a poison queue stays hidden: it would come back at once, again and again.
                case InvocationOutcome.Failed when poison.Exists:
                    await queue.UpdateMessageAsync(
                        message.MessageId, hold.PopReceipt, visibilityTimeout: settings.VisibilityTimeout,
                        cancellationToken: CancellationToken.None);
                    break;
            }
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException)
        {
            // Somebody else has it by now, or the account is away: it is taken again when it becomes visible.
            Log.MessageTrouble(options.Logger, queue.Name, exception.Message);
        }
    }

    private Task<InvocationOutcome> InvokeAsync(QueueMessage message, string text, CancellationToken ending)
    {
        var metadata = InvocationMetadata.For(function.Name, options.TimeProvider.GetUtcNow());
        metadata["DequeueCount"] = BindingValue.OfNumber(message.DequeueCount);
        metadata["ExpirationTime"] = BindingValue.OfTime(message.ExpiresOn ?? DateTimeOffset.MaxValue);
        metadata["Id"] = BindingValue.OfText(message.MessageId);
        metadata["InsertionTime"] = BindingValue.OfTime(message.InsertedOn ?? DateTimeOffset.UtcNow);
        metadata["NextVisibleTime"] = BindingValue.OfTime(message.NextVisibleOn ?? DateTimeOffset.MaxValue);
        metadata["PopReceipt"] = BindingValue.OfText(message.PopReceipt);
        if (!trigger.IsBinary)
        {
            metadata.Merge(text);
        }

        var value = trigger.IsBinary
            ? BindingValue.OfBytes(System.Text.Encoding.UTF8.GetBytes(text))
            : BindingValue.OfText(text);

        return invoker.InvokeAsync(function, value, metadata, ending);
    }
}
