using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Stores;

namespace GatewayPipeline.Delivery.Tests.Stores;

public sealed class StoreAddressTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("store")]
    [InlineData("./store")]
    [InlineData("/tmp/gwp-store")]
    [InlineData("file:///tmp/gwp-store")]
    public void A_path_is_a_folder(string address)
    {
        var opened = Assert.IsType<StoreOpening.Opened>(StoreAddress.Open(address, _ => null));

        Assert.IsType<FolderStore>(opened.Writer);
    }

    [Theory]
    [InlineData("https://account.blob.core.windows.net/gwp")]
    [InlineData("https://account.blob.core.windows.net/gwp?sv=2023-11-03&sr=c&sig=x")]
    [InlineData("https://ACCOUNT.blob.core.usgovcloudapi.net/gwp/")]
    [InlineData("http://127.0.0.1:10000/devstoreaccount1/gwp?sv=2023-11-03&sig=x")]
    public void The_address_of_a_container_is_one(string address)
    {
        var opened = Assert.IsType<StoreOpening.Opened>(StoreAddress.Open(address, _ => null));

        Assert.IsType<AzureBlobStore>(opened.Writer);
    }

    [Theory]
    [InlineData("https://example.com/gwp")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("https://example.com/gwp?token=x")]
    public void Any_other_address_is_read_only(string address)
    {
        var opened = Assert.IsType<StoreOpening.Opened>(StoreAddress.Open(address, _ => null));

        Assert.IsType<HttpReader>(opened.Reader);
        Assert.Null(opened.Writer);
        Assert.Null(opened.Lister);
    }

    [Fact]
    public async Task A_connection_string_in_the_environment_opens_a_container()
    {
        var container = azurite.NewContainer();
        var opened = Assert.IsType<StoreOpening.Opened>(StoreAddress.Open(
            $"azure:{container.Name}",
            variable => variable == "AZURE_STORAGE_CONNECTION_STRING" ? azurite.ConnectionString : null));

        Assert.IsType<StoreWrite.Written>(
            await Assert.IsType<AzureBlobStore>(opened.Writer).CreateAsync("a", "one"u8.ToArray(), Cancellation));

        Assert.True(await container.GetBlobClient("a").ExistsAsync(Cancellation));
    }

    [Theory]
    [InlineData("azure:", null, "write azure:CONTAINER")]
    [InlineData("azure:a/b", null, "write azure:CONTAINER")]
    [InlineData("azure:gwp", null, "AZURE_STORAGE_CONNECTION_STRING is not set")]
    [InlineData("azure:gwp", "s3cret", "AZURE_STORAGE_CONNECTION_STRING is no connection string")]
    [InlineData("http://account.blob.core.windows.net/gwp", null, "write https://")]
    [InlineData("https://account.blob.core.windows.net", null, "name the container")]
    [InlineData("https://account.blob.core.windows.net/gwp/below", null, "more than a container")]
    [InlineData("https://example.com/gwp/below?sv=1&sig=s3cret", null, "more than a container")]
    [InlineData("https://user:s3cret@example.com/", null, "leave it out")]
    [InlineData("s3://bucket", null, "only http:// and https:// can be read")]
    [InlineData("http://", null, "neither a folder nor an address")]
    public void What_cannot_be_a_store_is_refused_with_what_to_write(string address, string? connection, string reason)
    {
        var refused = Assert.IsType<StoreOpening.Refused>(StoreAddress.Open(address, _ => connection));

        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refused.Reason, StringComparison.Ordinal);
    }
}
