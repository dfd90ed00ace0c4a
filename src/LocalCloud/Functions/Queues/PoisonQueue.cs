using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using GatewayPipeline.LocalCloud.Functions.Configuration;

namespace GatewayPipeline.LocalCloud.Functions.Queues;

/// <summary>Where messages of a queue go that are given up: the queue of the same name with <c>-poison</c>. A poison
/// queue has none of its own.</summary>
internal sealed class PoisonQueue(
    LocalFunctionsOptions options, QueueClient queue, QueueClients clients, QueuePlace place)
{
    private const string Suffix = "-poison";

    public bool Exists { get; } = !place.Queue.EndsWith(Suffix, StringComparison.Ordinal);

    public Task MoveAsync(QueueMessage message) => MoveAsync(message, message.PopReceipt);

    /// <summary>Copies the message as it lies, and deletes it then: at worst it is there twice.</summary>
    public async Task MoveAsync(QueueMessage message, string popReceipt)
    {
        if (!Exists)
        {
            return;
        }

        var target = clients.Of(place with { Queue = place.Queue + Suffix });
        await target.CreateIfNotExistsAsync(cancellationToken: CancellationToken.None);
        await target.SendMessageAsync(message.MessageText, CancellationToken.None);
        await queue.DeleteMessageAsync(message.MessageId, popReceipt, CancellationToken.None);
        Log.Poisoned(options.Logger, queue.Name, message.DequeueCount);
        options.Observe(new HostObservation.MessagePoisoned(
            options.TimeProvider.GetUtcNow(), place.Queue, message.MessageId));
    }
}
