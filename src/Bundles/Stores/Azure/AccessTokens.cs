namespace GatewayPipeline.Bundles.Stores.Azure;

/// <summary>The token of now: asked for once, kept until shortly before it expires.</summary>
internal sealed class AccessTokens(IAccessTokenSource source, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim turn = new(1);
    private AccessToken? known;

    public async Task<string> GetAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (known is null || time.GetUtcNow() > known.Expires - Ahead)
            {
                known = await RequestAsync(cancellation);
            }

            return known.Value;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The service takes this token no longer.</summary>
    public void Forget() => known = null;

    public void Dispose() => turn.Dispose();

    // Asked ahead of time, so that the old one still serves if the identity service is away.
    private async Task<AccessToken> RequestAsync(CancellationToken cancellation)
    {
        try
        {
            return await source.RequestAsync(cancellation);
        }
        catch (StoreUnavailableException) when (known is { } old && time.GetUtcNow() < old.Expires)
        {
            return old;
        }
    }
}
