namespace GatewayPipeline.Bundles.Stores;

/// <summary>
/// Reports go to a service, which lets each gateway speak for itself alone: by a token of its own, which lies in a file
/// and is read for each report, so that a replaced one counts at once.
/// </summary>
public sealed class HttpReportSink : IReportSink, IDisposable
{
    /// <summary>The environment's name for the file that holds the token.</summary>
    public const string TokenVariable = "GWP_REPORT_TOKEN_FILE";

    private readonly Uri service;
    private readonly string tokenFile;
    private readonly ReportClient client;

    internal HttpReportSink(Uri service, string tokenFile, HttpMessageHandler transport) =>
        (this.service, this.tokenFile, client) = (service, tokenFile, new(transport));

    /// <summary>Why reports cannot go there; null if they can.</summary>
    public static string? Objection(Uri service, Func<string, string?> environment) =>
        HttpReader.Objection(service) is { } objection ? objection
        : service is { Scheme: "http", IsLoopback: false } ? "others could read the token on the way: use https://"
        : service.Query.Length > 0 ? "it has a query, and a service of reports has none"
        : string.IsNullOrEmpty(environment(TokenVariable))
            ? $"{TokenVariable} is not set: name the file that holds this gateway's token"
            : null;

    public static HttpReportSink Open(Uri service, Func<string, string?> environment) =>
        Objection(service, environment) is { } objection
            ? throw new ArgumentException(objection, nameof(service))
            : new(service, environment(TokenVariable) ?? "", HttpReader.CreateTransport());

    /// <param name="path">As the store would have it: the service is given the gateway's id alone.</param>
    public async Task PutAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var id = Path.GetFileNameWithoutExtension(StorePath.Checked(path));
        var address = new UriBuilder(service) { Path = $"{service.AbsolutePath.TrimEnd('/')}/{id}" }.Uri;
        var token = await ReadTokenAsync(cancellation);
        await client.PutAsync(
            address, content, headers => headers.Authorization = new("Bearer", token), cancellation);
    }

    public void Dispose() => client.Dispose();

    private async Task<string> ReadTokenAsync(CancellationToken cancellation)
    {
        try
        {
            var token = (await File.ReadAllTextAsync(tokenFile, cancellation)).Trim();

            // It will stand in a header.
            return token.Length > 0 && token.All(character => character is > ' ' and <= '~')
                ? token
                : throw new StoreUnavailableException($"{tokenFile} holds no token.");
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StoreUnavailableException($"{tokenFile} cannot be read: {exception.Message}", exception);
        }
    }
}
