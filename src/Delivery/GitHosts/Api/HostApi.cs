using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GatewayPipeline.Delivery.GitHosts.Access;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Delivery.GitHosts.Api;

/// <summary>
/// Asks one host by its REST interface: for one report, with one token. What was not done because the host is busy is
/// asked for again; what may have been done is not, as a comment must not be there twice.
/// </summary>
public sealed class HostApi
{
    private readonly HttpClient client;
    private readonly Uri root;
    private readonly IGitHost host;
    private readonly HostToken? token;
    private readonly TimeProvider time;
    private TimeSpan pausesLeft = HostPatience.Pauses;

    /// <param name="root">Below which all paths lie.</param>
    internal HostApi(HttpClient client, Uri root, IGitHost host, HostToken? token, TimeProvider time)
    {
        this.client = client;
        this.root = new(root.AbsoluteUri.TrimEnd('/') + "/");
        this.host = host;
        this.token = token;
        this.time = time;
    }

    internal HostToken? Token => token;

    internal Task<T> GetAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken cancellation)
        where T : class =>
        RunAsync(new(HttpMethod.Get, path, Body: null), answer, cancellation);

    /// <param name="path">Below the root, its parts escaped.</param>
    /// <exception cref="GitHostException">The host does not do it.</exception>
    internal Task<T> SendAsync<TBody, T>(
        HttpMethod method,
        string path,
        TBody body,
        JsonTypeInfo<TBody> form,
        JsonTypeInfo<T> answer,
        CancellationToken cancellation)
        where T : class =>
        RunAsync(new(method, path, JsonSerializer.SerializeToUtf8Bytes(body, form)), answer, cancellation);

    private async Task<T> RunAsync<T>(HostRequest request, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        if (root.Scheme != Uri.UriSchemeHttps && !root.IsLoopback)
        {
            throw new GitHostException($"{root} would be sent a token that others can read on the way: name the "
                + "repository with https://");
        }

        for (var attempt = 1; ; attempt++)
        {
            using var answer = await AskAsync(request, cancellation);
            if (answer.IsGood)
            {
                return Parse(request, answer, type);
            }

            if (attempt == HostPatience.MostAttempts || !TryPause(request, answer, attempt, out var pause))
            {
                throw Failed(request, answer);
            }

            await Task.Delay(pause, time, cancellation);
        }
    }

    private async Task<HostAnswer> AskAsync(HostRequest request, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(request.Method, new Uri(root, request.Path));
        message.Headers.UserAgent.ParseAdd("GatewayPipeline");
        host.SetHeaders(message.Headers, token);
        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ending.CancelAfter(HostPatience.Answer);
        try
        {
            return await HostAnswer.ReadAsync(
                await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ending.Token), ending.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return HostAnswer.None($"it has not answered for {HostPatience.Answer.TotalSeconds:0} s");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return HostAnswer.None(exception.Message);
        }
    }

    private bool TryPause(HostRequest request, HostAnswer answer, int attempt, out TimeSpan pause)
    {
        pause = answer.PauseAskedFor(time.GetUtcNow()) ?? TimeSpan.FromSeconds(1 << (attempt - 1));
        var helps = answer.WasNotDone || (answer.MayPass && request.IsRepeatable);
        if (!helps || pause > pausesLeft)
        {
            return false;
        }

        pausesLeft -= pause;

        return true;
    }

    private T Parse<T>(HostRequest request, HostAnswer answer, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Body.Span, type) ?? throw new JsonException("it is null");
        }
        catch (JsonException exception)
        {
            throw new GitHostException(
                $"{NameOf(request)} was answered with something else than is documented", exception);
        }
    }

    private GitHostException Failed(HostRequest request, HostAnswer answer)
    {
        var until = answer.PauseAskedFor(time.GetUtcNow()) is { } pause
            ? $" It asks to come back in {pause.TotalSeconds:0} s."
            : "";

        var words = WithoutToken(OddName.Escape(answer.Words));

        return new($"{NameOf(request)} {answer.Outcome}: {words}.{until}{answer.Help}")
        {
            MayPass = answer.MayPass || answer.WasNotDone,
            Status = answer.Status,
        };
    }

    // Some hosts repeat what they do not understand.
    private string WithoutToken(string words)
    {
        using var shown = new HttpRequestMessage();
        host.SetHeaders(shown.Headers, token);

        return new[] { token?.Value, shown.Headers.Authorization?.Parameter }
            .Aggregate(words, (text, secret) => secret is { Length: > 0 }
                ? text.Replace(secret, "(token)", StringComparison.Ordinal)
                : text);
    }

    private string NameOf(HostRequest request) =>
        $"{request.Method} {root.Authority}{new Uri(root, request.Path).AbsolutePath}";

    private sealed record HostRequest(HttpMethod Method, string Path, byte[]? Body)
    {
        /// <summary>Twice is as once. What is patched may be appended.</summary>
        public bool IsRepeatable => Method == HttpMethod.Get || Method == HttpMethod.Put;
    }
}
