using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace GatewayPipeline.LocalCloud.Functions.Queues;

/// <summary>Keeps a message invisible for as long as something is done with it; each renewal gives a new receipt.
/// </summary>
internal sealed class MessageHold(QueueClient queue, QueueMessage message, TimeSpan hidden)
{
    /// <summary>With which the message is deleted or changed.</summary>
    public string PopReceipt { get; private set; } = message.PopReceipt;

    public async Task<T> WhileAsync<T>(Func<Task<T>> work)
    {
        using var done = new CancellationTokenSource();
        var renewing = RenewAsync(done.Token);
        try
        {
            return await work();
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
        }
    }

    private async Task RenewAsync(CancellationToken done)
    {
        try
        {
            while (true)
            {
                await Task.Delay(hidden / 2, done);
                var receipt = await queue.UpdateMessageAsync(
                    message.MessageId, PopReceipt, visibilityTimeout: hidden,
                    cancellationToken: CancellationToken.None);
                PopReceipt = receipt.Value.PopReceipt;
            }
        }
        catch (OperationCanceledException)
        {
            // The work is done.
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException)
        {
            // It is visible again too early, which at-least-once delivery allows.
        }
    }
}
