using System.Buffers;
using System.Net;
using System.Net.Http.Headers;

namespace GatewayPipeline.Bundles.Stores;

/// <summary>
/// One object on its way from a web server. If the connection breaks, what has arrived is kept and the rest is asked
/// for, provided that it is the rest of the same object.
/// </summary>
internal sealed class HttpDownload(HttpClient client, Uri address, int limit, HttpPatience patience)
{
    private const int MostBreaks = 4;
    private const int MostRedirects = 4;
    private const int PieceBytes = 64 * 1024;

    private readonly ArrayBufferWriter<byte> received = new();
    private string? etag;

    public async Task<StoreRead> RunAsync(string? unlessETag, CancellationToken cancellation)
    {
        for (var breaks = 0; breaks <= MostBreaks; breaks++)
        {
            try
            {
                using var response = await SendAsync(unlessETag, cancellation);
                if (!IsOfAnother(response))
                {
                    return await TakeAsync(response, unlessETag, cancellation);
                }

                received.ResetWrittenCount();
            }
            catch (IOException exception) when (exception is not StoreUnavailableException && breaks < MostBreaks)
            {
                if (!CanGoOn)
                {
                    received.ResetWrittenCount();
                }
            }
        }

        throw Unavailable("changes faster than it arrives");
    }

    // A weak tag says that two objects mean the same, not that they have the same bytes.
    private bool CanGoOn => received.WrittenCount > 0 && IsTag(etag) && etag?[0] == '"';

    /// <summary>Whether this is no rest of what has arrived.</summary>
    private bool IsOfAnother(HttpResponseMessage response) => received.WrittenCount > 0 && response.StatusCode switch
    {
        HttpStatusCode.PreconditionFailed or HttpStatusCode.RequestedRangeNotSatisfiable => true,
        HttpStatusCode.PartialContent =>
            response.Content.Headers.ContentRange?.From != received.WrittenCount || TagOf(response) != etag,
        _ => false,
    };

    private static string? TagOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("ETag", out var tags) ? tags.ToString() : null;

    private static bool IsTag(string? text) => text is ['"', .., '"'] or ['W', '/', '"', .., '"'];

    private async Task<HttpResponseMessage> SendAsync(string? unlessETag, CancellationToken cancellation)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(patience.Silence);
        var target = address;
        for (var redirects = 0; ; redirects++)
        {
            using var request = RequestFor(target, unlessETag);
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            if (!IsRedirect(response.StatusCode) || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            var next = new Uri(target, location);
            if (redirects == MostRedirects || !IsSameServer(next))
            {
                throw Unavailable($"is redirected to {HttpReader.NameOf(next)}, which is not followed: name that address instead");
            }

            target = next;
        }
    }

    private HttpRequestMessage RequestFor(Uri target, string? unlessETag)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, target);
        if (CanGoOn)
        {
            request.Headers.Range = new RangeHeaderValue(received.WrittenCount, to: null);
            request.Headers.TryAddWithoutValidation("If-Match", etag);
        }
        else if (IsTag(unlessETag))
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", unlessETag);
        }

        return request;
    }

    private async Task<StoreRead> TakeAsync(
        HttpResponseMessage response, string? unlessETag, CancellationToken cancellation)
    {
        var tag = TagOf(response);
        switch (response.StatusCode)
        {
            case HttpStatusCode.NotModified when unlessETag is not null:
                return new StoreRead.NotModified();
            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                return new StoreRead.Missing();
            case HttpStatusCode.OK when tag is not null && tag == unlessETag:
                return new StoreRead.NotModified();
            case HttpStatusCode.OK:
                received.ResetWrittenCount();
                etag = tag;
                break;
            case HttpStatusCode.PartialContent when received.WrittenCount > 0:
                break;
            default:
                throw Unavailable($"is answered with {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd());
        }

        if (response.Content.Headers.ContentEncoding is { Count: > 0 } encodings && !encodings.All(IsIdentity))
        {
            throw Unavailable(
                $"is sent compressed ({string.Join(", ", encodings)}), which was not asked for: "
                + "turn compression off for the store");
        }

        return response.Content.Headers.ContentLength > limit - received.WrittenCount
            || !await ReceiveAsync(response.Content, cancellation)
            ? new StoreRead.TooLarge(limit)
            : Found(unlessETag);
    }

    private StoreRead Found(string? unlessETag)
    {
        // Not a copy: nobody writes here any more.
        var content = received.WrittenMemory;
        var found = etag ?? ContentETag.Of(content.Span);

        return found == unlessETag ? new StoreRead.NotModified() : new StoreRead.Found(content, found);
    }

    /// <summary>False if more comes than is wanted.</summary>
    private async Task<bool> ReceiveAsync(HttpContent content, CancellationToken cancellation)
    {
        await using var body = await content.ReadAsStreamAsync(cancellation);
        if (content.Headers.ContentLength is > 0 and var length)
        {
            received.GetMemory((int)length);
        }

        while (true)
        {
            var room = Math.Min(PieceBytes, limit - received.WrittenCount + 1);
            var count = await ReadAsync(body, received.GetMemory(room)[..room], cancellation);
            received.Advance(count);
            if (count == 0 || received.WrittenCount > limit)
            {
                return received.WrittenCount <= limit;
            }
        }
    }

    private async Task<int> ReadAsync(Stream body, Memory<byte> room, CancellationToken cancellation)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(patience.Silence);
        try
        {
            return await body.ReadAsync(room, silence.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"nothing came for {patience.Silence.TotalSeconds:0.#} seconds", exception);
        }
    }

    private bool IsSameServer(Uri other) =>
        (other.Scheme, other.Host, other.Port) == (address.Scheme, address.Host, address.Port);

    private static bool IsRedirect(HttpStatusCode status) =>
        status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static bool IsIdentity(string encoding) =>
        encoding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    private StoreUnavailableException Unavailable(string what) => new($"{HttpReader.NameOf(address)} {what}.");
}
