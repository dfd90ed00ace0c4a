namespace GatewayPipeline.Bundles.Stores.Azure;

/// <summary>
/// The identity that the machine itself has: asked of the endpoint that the host names in the environment, else of the
/// one that every virtual machine has.
/// </summary>
internal sealed class ManagedIdentity(Func<string, string?> environment, TimeProvider time) : IAccessTokenSource
{
    private const string EveryMachine = "http://169.254.169.254";
    private static readonly HttpClient Client = TokenRequest.CreateClient(throughProxy: false);

    public async Task<AccessToken> RequestAsync(CancellationToken cancellation)
    {
        using var request = environment("IDENTITY_ENDPOINT") is { Length: > 0 } endpoint
            && environment("IDENTITY_HEADER") is { Length: > 0 } header
                ? Ask($"{endpoint}?api-version=2019-08-01", "X-IDENTITY-HEADER", header)
                : Ask(
                    (environment("AZURE_POD_IDENTITY_AUTHORITY_HOST") is { Length: > 0 } host ? host : EveryMachine)
                        .TrimEnd('/') + "/metadata/identity/oauth2/token?api-version=2018-02-01",
                    "Metadata", "true");

        return await TokenRequest.SendAsync(
            Client, request, $"The managed identity's endpoint {request.RequestUri?.GetLeftPart(UriPartial.Path)}", time,
            cancellation);
    }

    private HttpRequestMessage Ask(string address, string header, string value)
    {
        var client = environment("AZURE_CLIENT_ID") is { Length: > 0 } id
            ? $"&client_id={Uri.EscapeDataString(id)}"
            : "";
        var request = new HttpRequestMessage(
            HttpMethod.Get, $"{address}&resource={Uri.EscapeDataString(TokenRequest.Resource)}{client}");
        request.Headers.Add(header, value);

        return request;
    }
}
