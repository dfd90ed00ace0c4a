using System.Net;
using System.Net.Http.Headers;
using System.Text;
using GatewayPipeline.Delivery.Sources.Git.Credentials;

namespace GatewayPipeline.Delivery.Sources.Git.Remotes;

/// <summary>
/// Speaks with one repository by git's smart protocol over HTTP. Credentials go to the host that was named and to no other, and never
/// over a connection that others can read.
/// </summary>
internal sealed class GitHttpClient(
    RemoteAddress address, HttpClient client, ICredentialSource credentials, RemoteLimits limits)
{
    private const string ListSuffix = "/info/refs";
    private const int MostAttempts = 6;

    private Uri repository = address.Repository;
    private GitCredential? credential;
    private bool helperWasAsked;

    /// <summary>What the server has. <see cref="SourceUnavailableException"/> if it cannot be asked.</summary>
    public async Task<RefAdvertisement> ListAsync(CancellationToken cancellation)
    {
        credential = address.Password.Length > 0
            ? new(address.User, address.Password)
            : await FindCredentialAsync(cancellation) ?? credential;
        using var response = await SendAsync(
            () => new(HttpMethod.Get, Below($"{ListSuffix}?service=git-upload-pack")), cancellation);
        if (response.Content.Headers.ContentType?.MediaType is not RefAdvertisement.ContentType)
        {
            throw Unavailable("does not answer as a git repository does");
        }

        try
        {
            using var body = new BoundedReader(
                await response.Content.ReadAsStreamAsync(cancellation),
                limits.ListBytes,
                limits.Silence,
                this,
                cancellation);

            return RefAdvertisement.Parse(await body.ReadAllAsync());
        }
        catch (InvalidDataException exception)
        {
            throw Unavailable($"does not answer as a git repository does: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException and not SourceUnavailableException)
        {
            throw Unavailable($"broke off: {exception.Message}", exception);
        }
    }

    /// <summary>Asks for objects. The answer is still to be read, and to be disposed of.</summary>
    public async Task<HttpResponseMessage> AskAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation) =>
        await SendAsync(
            () => new(HttpMethod.Post, Below("/git-upload-pack"))
            {
                Content = new ReadOnlyMemoryContent(request)
                {
                    Headers = { ContentType = new("application/x-git-upload-pack-request") },
                },
            },
            cancellation);

    public SourceUnavailableException Unavailable(string what, Exception? cause = null) =>
        cause is null ? new($"{address.Name} {what}.") : new($"{address.Name} {what.TrimEnd('.')}.", cause);

    private async Task<GitCredential?> FindCredentialAsync(CancellationToken cancellation)
    {
        try
        {
            return await credentials.FindAsync(address.Repository, cancellation);
        }
        catch (IOException exception) when (exception is not SourceUnavailableException)
        {
            throw Unavailable($"cannot be shown credentials: {exception.Message}", exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> create, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var response = await SendOnceAsync(create, cancellation);
            if (response.StatusCode is HttpStatusCode.OK)
            {
                return response;
            }

            using (response)
            {
                await PrepareAnotherAsync(response, cancellation);
            }
        }

        throw Unavailable("redirects again and again");
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        Func<HttpRequestMessage> create, CancellationToken cancellation)
    {
        using var request = create();
        request.Version = HttpVersion.Version11;
        request.Headers.UserAgent.ParseAdd("git/2.0 (GatewayPipeline)");
        request.Headers.Authorization = Authorization();
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(limits.Silence);
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw Unavailable($"has not answered for {limits.Silence.TotalSeconds:0.#} s", exception);
        }
        catch (HttpRequestException exception)
        {
            throw Unavailable($"cannot be reached: {exception.Message}", exception);
        }
    }

    private AuthenticationHeaderValue? Authorization()
    {
        if (credential is null)
        {
            return null;
        }

        if (repository.Scheme != Uri.UriSchemeHttps && !repository.IsLoopback)
        {
            throw Unavailable("would be sent credentials that others can read on the way: name it with https://");
        }

        return new(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.User}:{credential.Password}")));
    }

    /// <summary>Returns if asking again makes sense.</summary>
    private async Task PrepareAnotherAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.Unauthorized when credential is null && !helperWasAsked:
                helperWasAsked = true;
                credential = await credentials.AskAsync(address.Repository, cancellation)
                    ?? throw Unavailable($"asks for credentials: {credentials.Help(address.Repository)}");
                break;
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                throw Unavailable($"refuses the credentials: {credentials.Help(address.Repository)}");
            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                throw Unavailable(credential is null
                    ? "is not there, or is shown only with credentials"
                    : "is not there, or is not shown with these credentials");
            case >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest
                when response.Headers.Location is { } location && response.RequestMessage is { Method.Method: "GET" }:
                Follow(new(response.RequestMessage.RequestUri ?? repository, location));
                break;
            default:
                throw Unavailable($"answers with the status {(int)response.StatusCode}");
        }
    }

    // A repository that was renamed on its host is still that host's.
    private void Follow(Uri target)
    {
        var isSameServer = target.Host == repository.Host
            && (target.Scheme == Uri.UriSchemeHttps || target.Scheme == repository.Scheme)
            && (target.Port == repository.Port || target.IsDefaultPort)
            && target.AbsolutePath.EndsWith(ListSuffix, StringComparison.Ordinal);
        repository = isSameServer
            ? new UriBuilder(target) { Path = target.AbsolutePath[..^ListSuffix.Length], Query = "" }.Uri
            : throw Unavailable(
                $"is redirected to {RemoteAddress.NameOf(target)}, which is not followed: name that address instead");
    }

    private Uri Below(string suffix) => new(repository.AbsoluteUri.TrimEnd('/') + suffix);
}
