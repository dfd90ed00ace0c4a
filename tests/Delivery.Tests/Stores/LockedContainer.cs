using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.StoreServers;

namespace GatewayPipeline.Delivery.Tests.Stores;

/// <summary>A container with the object <c>a</c>, which is <c>one</c>, in an emulator that takes bearer tokens.</summary>
public sealed class LockedContainer : IAsyncLifetime
{
    private Azurite? azurite;
    private Uri? address;

    public Uri Address
    {
        get
        {
            Assert.SkipWhen(address is null, "needs Node.js for Azure's storage emulator: put node on PATH");

            return address;
        }
    }

    public async ValueTask InitializeAsync()
    {
        azurite = await Azurite.StartWithTokensAsync();
        if (azurite is null)
        {
            return;
        }

        using var http = new HttpClient(CreateTransport());
        var container = new BlobContainerClient(
            azurite.ConnectionString, "gwp", new BlobClientOptions { Transport = new HttpClientTransport(http) });
        await container.CreateAsync();
        await container.UploadBlobAsync("a", BinaryData.FromString("one"));
        address = container.Uri;
    }

    public ValueTask DisposeAsync() => azurite?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Trusts the certificate that was made for this emulator.</summary>
    public SocketsHttpHandler CreateTransport()
    {
        var transport = HttpReader.CreateTransport();
        transport.SslOptions.RemoteCertificateValidationCallback =
            (_, certificate, _, _) => certificate?.GetCertHashString() == azurite?.CertificateHash;

        return transport;
    }
}
