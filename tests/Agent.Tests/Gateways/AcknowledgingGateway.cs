using GatewayPipeline.Bundles;

namespace GatewayPipeline.Agent.Tests.Gateways;

/// <summary>A gateway that takes whatever the agent sends, for tests of what the agent sends at all.</summary>
internal sealed class AcknowledgingGateway : IAsyncDisposable
{
    private readonly DiscoveryClient client;
    private readonly Task serving;

    private AcknowledgingGateway(DiscoveryClient client) => (this.client, serving) = (client, ServeAsync(client));

    /// <summary>Connects as soon as the agent has opened its socket.</summary>
    public static async Task<AcknowledgingGateway> ConnectAsync(string socket, AgentProcess agent)
    {
        await agent.StatusAsync();
        var client = new DiscoveryClient(socket);
        await client.SubscribeAsync(TypeUrls.Cluster);
        await client.SubscribeAsync(TypeUrls.Listener);

        return new(client);
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task ServeAsync(DiscoveryClient client)
    {
        while (true)
        {
            await client.AcknowledgeAsync(await client.NextAsync());
        }
    }
}
