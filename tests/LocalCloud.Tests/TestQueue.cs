using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace GatewayPipeline.LocalCloud.Tests;

/// <summary>A queue of a test.</summary>
internal sealed class TestQueue(QueueClient client)
{
    public string Name => client.Name;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestQueue> CreateAsync(StorageAccount account, string name)
    {
        var client = account.Queue(name);
        await client.CreateIfNotExistsAsync(cancellationToken: Cancellation);

        return new(client);
    }

    public async Task SendAsync(string text) => await client.SendMessageAsync(text, Cancellation);

    /// <summary>Whether nothing lies in it, visible or not.</summary>
    public async Task<bool> IsEmptyAsync() => await CountAsync() == 0;

    public async Task<int> CountAsync() =>
        (await client.GetPropertiesAsync(Cancellation)).Value.ApproximateMessagesCount;

    /// <summary>The texts of what is visible, of at most 32.</summary>
    public async Task<string[]> PeekAsync()
    {
        PeekedMessage[] messages = await client.PeekMessagesAsync(32, Cancellation);

        return [.. messages.Select(message => message.MessageText)];
    }
}
