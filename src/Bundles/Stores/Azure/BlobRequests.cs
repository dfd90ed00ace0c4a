using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace GatewayPipeline.Bundles.Stores.Azure;

/// <summary>What Azure's storage wants of a request beyond HTTP, and what it says beyond a status.</summary>
internal sealed class BlobRequests(
    AccessTokens? tokens, TimeProvider time, HttpMessageHandler transport, BlobUse use)
    : DelegatingHandler(transport)
{
    // The first with bearer tokens is older; emulators lag behind the newest.
    private const string Version = "2023-11-03";

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Add("x-ms-version", Version);
        request.Headers.Add("x-ms-date", time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture));
        if (tokens is not null)
        {
            request.Headers.Authorization =
                new AuthenticationHeaderValue("Bearer", await tokens.GetAsync(cancellationToken));
        }

        var response = await base.SendAsync(request, cancellationToken);
        if (Objection(response) is not { } objection)
        {
            return response;
        }

        response.Dispose();
        throw new StoreUnavailableException($"{HttpReader.NameOf(request.RequestUri ?? new("about:blank"))} {objection}");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            tokens?.Dispose();
        }

        base.Dispose(disposing);
    }

    private string? Objection(HttpResponseMessage response)
    {
        var code = response.Headers.TryGetValues("x-ms-error-code", out var codes) ? string.Join(' ', codes) : "";
        switch (response.StatusCode)
        {
            case HttpStatusCode.NotFound when code == "ContainerNotFound":
                return "is in a container that is not there.";
            case HttpStatusCode.Unauthorized:
                tokens?.Forget();
                return $"may not be {use.Done}: 401 {code}. {Advice}";
            case HttpStatusCode.Forbidden:
                return $"may not be {use.Done}: 403 {code}. {Advice}";
            default:
                return null;
        }
    }

    private string Advice => tokens is null
        ? $"See that the signature in the store's address is in force and allows {use.Doing}."
        : $"Give the identity the role {use.Role} on the container.";
}

/// <summary>What is done with a container, and the least role that allows it.</summary>
internal sealed record BlobUse(string Doing, string Done, string Role)
{
    public static BlobUse Read { get; } = new("reading", "read", "Storage Blob Data Reader");

    public static BlobUse Write { get; } = new("writing", "written", "Storage Blob Data Contributor");
}
