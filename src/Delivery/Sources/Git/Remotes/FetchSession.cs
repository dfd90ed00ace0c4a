namespace GatewayPipeline.Delivery.Sources.Git.Remotes;

/// <summary>
/// One fetch of one commit. The git library calls back on the thread that called it, so the session is found by its thread.
/// </summary>
internal sealed class FetchSession(
    GitHttpClient client, byte[] advertisement, RemoteLimits limits, CancellationToken cancellation)
{
    [ThreadStatic]
    private static FetchSession? current;

    private long received;

    public static FetchSession Current =>
        current ?? throw new InvalidOperationException("Nothing is being fetched on this thread.");

    /// <summary>What broke off the fetch, more exactly than the library says it.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Runs what fetches. What happened on the way comes before what the library made of it.</summary>
    public void Run(Action fetch)
    {
        current = this;
        try
        {
            fetch();
        }
        catch (LibGit2Sharp.LibGit2SharpException) when (Failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(Failure);
        }
        finally
        {
            current = null;
        }
    }

    public Stream List() => new MemoryStream(advertisement, writable: false);

    public FetchAnswer Ask(ReadOnlyMemory<byte> request)
    {
        var response = client.AskAsync(request, cancellation).GetAwaiter().GetResult();

        return new(response, new BoundedReader(
            response.Content.ReadAsStream(cancellation), long.MaxValue, limits.Silence, client, cancellation));
    }

    /// <summary>One fetch can be several answers; what they have together is what counts.</summary>
    public void Count(int length)
    {
        received += length;
        if (received > limits.FetchBytes)
        {
            throw client.Unavailable($"sends more than {limits.FetchBytes} bytes; no more are taken");
        }
    }

    public void Fail(Exception exception) => Failure ??= exception switch
    {
        OperationCanceledException or SourceUnavailableException => exception,
        _ => client.Unavailable($"broke off: {exception.Message}", exception),
    };
}

/// <summary>The server's answer to one request of a fetch.</summary>
internal sealed class FetchAnswer(HttpResponseMessage response, BoundedReader body) : IDisposable
{
    public int Read(byte[] buffer, int length) =>
        body.ReadAsync(buffer.AsMemory(0, length)).GetAwaiter().GetResult();

    public void Dispose()
    {
        body.Dispose();
        response.Dispose();
    }
}
