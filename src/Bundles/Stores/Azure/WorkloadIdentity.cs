namespace GatewayPipeline.Bundles.Stores.Azure;

/// <summary>
/// The identity of a workload: a token of the cluster, in a file that is renewed now and then, changed for one of the
/// cloud.
/// </summary>
internal sealed class WorkloadIdentity(Func<string, string?> environment, TimeProvider time) : IAccessTokenSource
{
    public const string FileVariable = "AZURE_FEDERATED_TOKEN_FILE";
    private static readonly HttpClient Client = TokenRequest.CreateClient(throughProxy: true);

    public async Task<AccessToken> RequestAsync(CancellationToken cancellation)
    {
        var host = (environment("AZURE_AUTHORITY_HOST") is { Length: > 0 } stated
            ? stated
            : "https://login.microsoftonline.com").TrimEnd('/');
        var address = new Uri($"{host}/{Uri.EscapeDataString(Required("AZURE_TENANT_ID"))}/oauth2/v2.0/token");
        if (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)
        {
            throw new StoreUnavailableException(
                $"AZURE_AUTHORITY_HOST is '{host}': a token is shown over https:// only.");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent(
            [
                new("grant_type", "client_credentials"),
                new("client_id", Required("AZURE_CLIENT_ID")),
                new("scope", $"{TokenRequest.Resource}.default"),
                new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                new("client_assertion", await ReadFileAsync(cancellation)),
            ]),
        };

        return await TokenRequest.SendAsync(Client, request, $"The identity service {host}", time, cancellation);
    }

    private async Task<string> ReadFileAsync(CancellationToken cancellation)
    {
        try
        {
            return (await File.ReadAllTextAsync(Required(FileVariable), cancellation)).Trim();
        }
        catch (Exception exception) when (
            exception is (IOException or UnauthorizedAccessException) and not StoreUnavailableException)
        {
            throw new StoreUnavailableException(
                $"The token that {FileVariable} names cannot be read: {exception.Message}", exception);
        }
    }

    private string Required(string variable) =>
        environment(variable) is { Length: > 0 } value
            ? value
            : throw new StoreUnavailableException(
                $"{variable} is not set, which a workload identity needs ({FileVariable} is set).");
}
