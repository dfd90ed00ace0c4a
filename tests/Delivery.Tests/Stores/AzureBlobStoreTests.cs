using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Stores;

namespace GatewayPipeline.Delivery.Tests.Stores;

/// <summary>What only a container can do or suffer: lost answers, rights that do not reach, an account that is away.</summary>
public sealed class AzureBlobStoreTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int Limit = 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The client repeats the request, and the service answers that the object is there already.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_whose_answer_was_lost_counts_as_written(bool replaces)
    {
        var container = azurite.NewContainer();
        var store = new AzureBlobStore(container);
        var before = await store.CreateAsync("before", "one"u8.ToArray(), Cancellation);
        var options = new BlobClientOptions { Retry = { Delay = TimeSpan.FromMilliseconds(1) } };
        using var losing = new LosingTransport();
        options.Transport = losing;
        var unlucky = new AzureBlobStore(azurite.Again(container, options));

        losing.LosesNext = true;
        var written = replaces
            ? await unlucky.ReplaceAsync("before", "two"u8.ToArray(), ((StoreWrite.Written)before).ETag, Cancellation)
            : await unlucky.CreateAsync("after", "two"u8.ToArray(), Cancellation);

        Assert.False(losing.LosesNext, "no answer was lost");
        var found = Assert.IsType<StoreRead.Found>(
            await store.GetAsync(replaces ? "before" : "after", null, Limit, Cancellation));
        Assert.Equal(found.ETag, Assert.IsType<StoreWrite.Written>(written).ETag);
        Assert.Equal("two"u8.ToArray(), found.Content.ToArray());
    }

    [Fact]
    public async Task Equal_bytes_written_again_are_another_version()
    {
        var store = new AzureBlobStore(azurite.NewContainer());
        var first = Assert.IsType<StoreWrite.Written>(await store.CreateAsync("a", "1"u8.ToArray(), Cancellation));
        await store.ReplaceAsync("a", "1"u8.ToArray(), first.ETag, Cancellation);

        Assert.IsType<StoreWrite.Conflict>(
            await store.ReplaceAsync("a", "2"u8.ToArray(), first.ETag, Cancellation));
    }

    [Fact]
    public async Task A_signature_for_reading_does_not_write_and_says_so()
    {
        var container = azurite.NewContainer();
        await new AzureBlobStore(container).CreateAsync("a", "one"u8.ToArray(), Cancellation);
        var address = container.GenerateSasUri(BlobContainerSasPermissions.Read, DateTimeOffset.UtcNow.AddHours(1));
        var store = new AzureBlobStore(new BlobContainerClient(address));

        Assert.IsType<StoreRead.Found>(await store.GetAsync("a", null, Limit, Cancellation));
        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.CreateAsync("b", "two"u8.ToArray(), Cancellation));

        Assert.Contains("403 AuthorizationPermissionMismatch", exception.Message, StringComparison.Ordinal);
        Assert.Contains(container.Name, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_is_away_is_said()
    {
        var options = new BlobClientOptions { Retry = { Delay = TimeSpan.FromMilliseconds(1) } };
        var store = new AzureBlobStore(
            new BlobContainerClient(new Uri("http://127.0.0.1:1/devstoreaccount1/gwp"), options));

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.GetAsync("a", null, Limit, Cancellation));

        Assert.Contains("127.0.0.1:1/devstoreaccount1/gwp: a cannot be read", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>A connection that breaks once, after the service has done what it was asked for.</summary>
    private sealed class LosingTransport : HttpPipelineTransport, IDisposable
    {
        private readonly HttpClientTransport inner = new();

        public bool LosesNext { get; set; }

        public void Dispose() => inner.Dispose();

        public override Request CreateRequest() => inner.CreateRequest();

        public override void Process(HttpMessage message) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message)
        {
            await inner.ProcessAsync(message);
            if (LosesNext)
            {
                LosesNext = false;
                throw new RequestFailedException("the connection broke");
            }
        }
    }
}
