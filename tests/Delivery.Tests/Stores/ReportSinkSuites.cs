using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Stores;

namespace GatewayPipeline.Delivery.Tests.Stores;

/// <summary>What every place that reports go to keeps to. Each kind derives from it.</summary>
public abstract class ReportSinkSuite
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The sink, and the store that others read it by.</summary>
    protected abstract Task<(IReportSink Sink, IStoreReader Reader, IStoreLister Lister)> OpenAsync();

    [Fact]
    public async Task A_report_takes_the_place_of_the_one_before()
    {
        var (sink, reader, lister) = await OpenAsync();
        foreach (var content in new[] { "one", "a longer one", "2" })
        {
            await sink.PutAsync(StoreLayout.Report("gw-1"), System.Text.Encoding.UTF8.GetBytes(content), Cancellation);

            var found = Assert.IsType<StoreRead.Found>(
                await reader.GetAsync("status/gw-1.json", null, 100, Cancellation));
            Assert.Equal(content, System.Text.Encoding.UTF8.GetString(found.Content.Span));
        }

        await sink.PutAsync(StoreLayout.Report("gw-2"), "{}"u8.ToArray(), Cancellation);
        Assert.Equal(
            ["status/gw-1.json", "status/gw-2.json"],
            await lister.ListAsync(StoreLayout.Reports, Cancellation).ToArrayAsync(Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("-a")]
    [InlineData("gw 1")]
    public void What_is_no_gateway_names_no_report(string gatewayId) =>
        Assert.Throws<ArgumentException>(() => StoreLayout.Report(gatewayId));
}

public sealed class FolderReportSinkSuite : ReportSinkSuite, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    protected override Task<(IReportSink Sink, IStoreReader Reader, IStoreLister Lister)> OpenAsync()
    {
        var store = new FolderStore(folder["store"]);

        return Task.FromResult<(IReportSink, IStoreReader, IStoreLister)>(
            (new FolderReportSink(folder["store"]), store, store));
    }
}

/// <summary>With a signature that allows writing and nothing else, as an agent is given it.</summary>
public sealed class BlobReportSinkSuite(AzuriteFixture azurite) : ReportSinkSuite, IClassFixture<AzuriteFixture>
{
    private readonly BlobContainerClient container = azurite.NewContainer();

    [Fact]
    public async Task Who_may_not_write_is_told_so()
    {
        await container.CreateAsync(cancellationToken: Cancellation);
        using var sink = Open(BlobContainerSasPermissions.Read);

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => sink.PutAsync(StoreLayout.Report("gw-1"), "{}"u8.ToArray(), Cancellation));

        Assert.Contains("may not be written: 403", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_that_is_not_there_is_named()
    {
        using var sink = Open(BlobContainerSasPermissions.Write);

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => sink.PutAsync(StoreLayout.Report("gw-1"), "{}"u8.ToArray(), Cancellation));

        Assert.Contains("is in a container that is not there", failure.Message, StringComparison.Ordinal);
    }

    protected override async Task<(IReportSink Sink, IStoreReader Reader, IStoreLister Lister)> OpenAsync()
    {
        await container.CreateAsync(cancellationToken: Cancellation);
        var store = new AzureBlobStore(container);

        return (Open(BlobContainerSasPermissions.Write | BlobContainerSasPermissions.Create), store, store);
    }

    private BlobReportSink Open(BlobContainerSasPermissions permissions) => BlobReportSink.Open(
        container.GenerateSasUri(permissions, DateTimeOffset.UtcNow.AddHours(1)), _ => null, TimeProvider.System);
}
