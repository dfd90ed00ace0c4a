using System.Net;

namespace GatewayPipeline.Bundles.Stores;

/// <summary>
/// Reads a store that any web server serves, by HTTP or HTTPS. What it reads is believed for its signatures and digests,
/// not for where it came from; so this bounds only what a server can cost: bytes, time, and where it can lead.
/// </summary>
public sealed class HttpReader : IStoreReader, IDisposable
{
    private readonly Uri store;
    private readonly HttpClient client;
    private readonly HttpPatience patience;

    /// <param name="store">The address below which objects lie. A query, such as a shared access signature, is sent with
    /// every request and appears in no message.</param>
    public HttpReader(Uri store, HttpMessageHandler transport, HttpPatience patience)
    {
        if (Objection(store) is { } objection)
        {
            throw new ArgumentException(objection, nameof(store));
        }

        this.store = store;
        this.patience = patience;
        client = new(transport) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("GatewayPipeline");
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("identity");
    }

    /// <summary>Why the address cannot be that of a store; null if it can.</summary>
    public static string? Objection(Uri store) => store switch
    {
        { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") } => "only http:// and https:// can be read",
        { UserInfo.Length: > 0 } => "a user name in an address ends up in logs: leave it out",
        { Fragment.Length: > 0 } => "nothing can follow a '#' here",
        _ => null,
    };

    /// <summary>An address for people: a query or a user name may be a secret.</summary>
    public static string NameOf(Uri address) =>
        address.IsFile ? address.LocalPath : $"{address.Scheme}://{address.Authority}{address.AbsolutePath}";

    /// <summary>Follows nothing, unpacks nothing, remembers nothing, and asks for the address of the host anew now and
    /// then.</summary>
    public static SocketsHttpHandler CreateTransport() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        UseCookies = false,
    };

    public async Task<StoreRead> GetAsync(
        string path, string? unlessETag, int limit, CancellationToken cancellation)
    {
        var address = AddressOf(StorePath.Checked(path));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(patience.For(limit));
        try
        {
            return await new HttpDownload(client, address, limit, patience).RunAsync(unlessETag, deadline.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new StoreUnavailableException($"{NameOf(address)} takes too long to arrive.", exception);
        }
        catch (Exception exception) when (
            exception is HttpRequestException or IOException and not StoreUnavailableException)
        {
            throw new StoreUnavailableException(
                $"{NameOf(address)} cannot be read: {exception.Message}", exception);
        }
    }

    public void Dispose() => client.Dispose();

    // Every character of a checked path stands for itself in an address.
    private Uri AddressOf(string path) =>
        new UriBuilder(store) { Path = $"{store.AbsolutePath.TrimEnd('/')}/{path}" }.Uri;
}
