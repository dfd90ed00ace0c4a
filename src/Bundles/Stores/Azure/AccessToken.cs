namespace GatewayPipeline.Bundles.Stores.Azure;

/// <summary>What the identity service gave, and until when it counts.</summary>
internal sealed record AccessToken(string Value, DateTimeOffset Expires);

/// <summary>A way to ask for a token: over the network, each time anew.</summary>
internal interface IAccessTokenSource
{
    /// <exception cref="StoreUnavailableException">None was given; the message says what to look at.</exception>
    Task<AccessToken> RequestAsync(CancellationToken cancellation);
}
