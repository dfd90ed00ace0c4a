using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Stores.Azure;
using GatewayPipeline.StoreServers;

namespace GatewayPipeline.Delivery.Tests.Stores;

/// <summary>A container that is read by a token of the machine's or the workload's identity.</summary>
public sealed class IdentityTests(LockedContainer container) : IClassFixture<LockedContainer>, IAsyncLifetime
{
    private const int Limit = 1024;

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string> environment = [];
    private readonly StoppedClock clock = new();
    private TokenEndpoint? endpoint;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TokenEndpoint Endpoint => endpoint ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync() => endpoint = await TokenEndpoint.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Endpoint.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_machine_reads_with_its_own_identity()
    {
        environment["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = Endpoint.Address.AbsoluteUri;

        await ReadsWithOneTokenAsync();
    }

    [Fact]
    public async Task An_app_reads_with_the_identity_that_its_host_names()
    {
        environment["IDENTITY_ENDPOINT"] = new Uri(Endpoint.Address, "msi/token").AbsoluteUri;
        environment["IDENTITY_HEADER"] = TokenEndpoint.Secret;

        await ReadsWithOneTokenAsync();
    }

    [Fact]
    public async Task A_workload_reads_with_the_token_of_its_cluster()
    {
        UseWorkload();

        await ReadsWithOneTokenAsync();
    }

    [Fact]
    public async Task A_token_is_renewed_ahead_of_time_and_the_old_one_serves_while_none_is_given()
    {
        UseWorkload();
        using var reader = Open();
        await ReadAsync(reader);

        Endpoint.IsAway = true;
        clock.Now += TimeSpan.FromMinutes(57);
        await ReadAsync(reader);
        Assert.Equal(1, Endpoint.Given);

        Endpoint.IsAway = false;
        await ReadAsync(reader);
        Assert.Equal(2, Endpoint.Given);
    }

    [Fact]
    public async Task A_token_that_is_taken_no_longer_is_replaced()
    {
        UseWorkload();
        folder.Write("gwp/a", "one");
        await using var storage = await FileServer.StartAsync(folder.FullPath);
        storage.Instead = context =>
        {
            context.Response.StatusCode = Endpoint.Given == 1 ? 401 : 200;

            return Task.FromResult(Endpoint.Given == 1);
        };
        using var reader = BlobReader.Open(new(storage.Address, "gwp"), environment.GetValueOrDefault, clock);

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => ReadAsync(reader));
        Assert.Contains("Storage Blob Data Reader", refused.Message, StringComparison.Ordinal);
        await ReadAsync(reader);
        Assert.Equal(2, Endpoint.Given);
    }

    [Fact]
    public async Task A_container_that_is_not_there_is_no_empty_store()
    {
        UseWorkload();
        var nowhere = new Uri(container.Address.AbsoluteUri + "-2");
        using var reader = BlobReader.Open(nowhere, environment.GetValueOrDefault, clock, container.CreateTransport());

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => ReadAsync(reader));

        Assert.Contains("a container that is not there", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_identity_service_objects_to_is_said()
    {
        UseWorkload();
        environment["AZURE_CLIENT_ID"] = "another";
        using var reader = Open();

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => ReadAsync(reader));

        Assert.Contains("400: not as documented.", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(TokenEndpoint.Assertion, exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AZURE_TENANT_ID")]
    [InlineData("AZURE_CLIENT_ID")]
    public async Task What_a_workload_lacks_is_said(string variable)
    {
        UseWorkload();
        environment.Remove(variable);
        using var reader = Open();

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => ReadAsync(reader));

        Assert.Contains($"{variable} is not set", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://account.blob.core.windows.net/gwp")]
    [InlineData("http://example.com/gwp?sv=2023-11-03&sig=x")]
    [InlineData("https://account.blob.core.windows.net/")]
    public void Nothing_is_sent_in_the_clear_or_to_no_container(string address) =>
        Assert.Throws<ArgumentException>(() => BlobReader.Open(new(address), _ => null, clock));

    private void UseWorkload()
    {
        environment["AZURE_FEDERATED_TOKEN_FILE"] = folder.Write("token", TokenEndpoint.Assertion + "\n");
        environment["AZURE_AUTHORITY_HOST"] = Endpoint.Address.AbsoluteUri;
        environment["AZURE_TENANT_ID"] = "tenant-1";
        environment["AZURE_CLIENT_ID"] = "client-1";
    }

    private async Task ReadsWithOneTokenAsync()
    {
        using var reader = Open();

        var found = await ReadAsync(reader);
        Assert.Equal("one"u8.ToArray(), found.Content.ToArray());
        Assert.IsType<StoreRead.NotModified>(await reader.GetAsync("a", found.ETag, Limit, Cancellation));
        Assert.IsType<StoreRead.Missing>(await reader.GetAsync("b", null, Limit, Cancellation));
        Assert.Equal(1, Endpoint.Given);
    }

    private HttpReader Open() => BlobReader.Open(
        container.Address, environment.GetValueOrDefault, clock, container.CreateTransport());

    private static async Task<StoreRead.Found> ReadAsync(HttpReader reader) =>
        Assert.IsType<StoreRead.Found>(await reader.GetAsync("a", null, Limit, Cancellation));

    private sealed class StoppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UtcNow;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
