using System.Net.Http.Headers;

namespace GatewayPipeline.Bundles.Stores;

/// <summary>Puts reports over HTTP: within a time, and whatever goes wrong is one kind of exception.</summary>
internal sealed class ReportClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient client;

    public ReportClient(HttpMessageHandler transport)
    {
        client = new(transport) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("GatewayPipeline");
    }

    /// <param name="dress">Adds the headers that the place asks for.</param>
    /// <exception cref="StoreUnavailableException">It was not taken; the address is named without its query.</exception>
    public async Task PutAsync(
        Uri address, ReadOnlyMemory<byte> content, Action<HttpRequestHeaders> dress, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = new ReadOnlyMemoryContent(content) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        dress(request.Headers);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Patience);
        try
        {
            using var response = await client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw new StoreUnavailableException(
                    $"{HttpReader.NameOf(address)} was not taken: {(int)response.StatusCode} {response.ReasonPhrase}");
            }
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new StoreUnavailableException($"{HttpReader.NameOf(address)} takes too long to be taken.", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new StoreUnavailableException(
                $"{HttpReader.NameOf(address)} cannot be written: {exception.Message}", exception);
        }
    }

    public void Dispose() => client.Dispose();
}
