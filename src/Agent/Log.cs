using GatewayPipeline.Bundles;

namespace GatewayPipeline.Agent;

/// <summary>Every line that the agent logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "A gateway opened a discovery stream.")]
    public static partial void StreamOpened(ILogger logger);

    [LoggerMessage(2, LogLevel.Information, "The discovery stream of {UserAgent} {Version} ended.")]
    public static partial void StreamClosed(ILogger logger, string userAgent, string version);

    [LoggerMessage(3, LogLevel.Warning,
        "A connection by user {UserId} was refused: only user {OwnUserId} may connect.")]
    public static partial void PeerRefused(ILogger logger, uint userId, uint ownUserId);

    [LoggerMessage(4, LogLevel.Error, "The gateway did not take the former {Step} back: {Reason}")]
    public static partial void RestoreRefused(ILogger logger, string step, string reason);

    [LoggerMessage(5, LogLevel.Information,
        "Channel {Channel} of {Store} is followed for gateway {GatewayId}; discovery on {AdsSocket}.")]
    public static partial void Started(
        ILogger logger, string channel, string store, string gatewayId, string adsSocket);

    [LoggerMessage(6, LogLevel.Information, "Gateway {UserAgent} {Version} is connected.")]
    public static partial void GatewayConnected(ILogger logger, string userAgent, string version);

    [LoggerMessage(7, LogLevel.Information, "Bundle {Digest}, sequence {Sequence}, is staged.")]
    public static partial void Staged(ILogger logger, BundleDigest digest, long sequence);

    [LoggerMessage(8, LogLevel.Information,
        "Bundle {Digest}, sequence {Sequence}, is in effect after {Milliseconds:F1} ms.")]
    public static partial void Activated(ILogger logger, BundleDigest digest, long sequence, double milliseconds);

    [LoggerMessage(9, LogLevel.Information,
        "The gateway has taken up bundle {Digest} again, within {Milliseconds:F1} ms.")]
    public static partial void Confirmed(ILogger logger, BundleDigest digest, double milliseconds);

    [LoggerMessage(10, LogLevel.Information, "Bundle {Digest}, sequence {Sequence}, waits for a gateway to connect.")]
    public static partial void Offered(ILogger logger, BundleDigest digest, long sequence);

    [LoggerMessage(11, LogLevel.Error,
        "Bundle {Digest}, sequence {Sequence}, is refused and will not be tried again: {Reason}")]
    public static partial void Refused(ILogger logger, BundleDigest digest, long sequence, string reason);

    [LoggerMessage(12, LogLevel.Warning,
        "Bundle {Digest} is not in effect as it should be, and is tried again: {Reason}")]
    public static partial void ActivationFailed(ILogger logger, BundleDigest digest, string reason);

    [LoggerMessage(13, LogLevel.Warning, "The channel could not be followed, and is tried again: {Reason}")]
    public static partial void PollFailed(ILogger logger, string reason);

    [LoggerMessage(14, LogLevel.Warning, "The channel's head is not followed: {Reason}")]
    public static partial void HeadDistrusted(ILogger logger, string reason);

    [LoggerMessage(15, LogLevel.Warning, "Generation {Generation} on disk is passed over: {Problem}")]
    public static partial void GenerationUnusable(ILogger logger, string generation, string problem);

    [LoggerMessage(16, LogLevel.Warning, "The agent's state could not be written: {Problem}")]
    public static partial void StateNotWritten(ILogger logger, string problem);

    [LoggerMessage(17, LogLevel.Warning,
        "Bundle {Digest} brings another bootstrap: it takes effect when Envoy is started again (bootstrapChanged).")]
    public static partial void BootstrapChanged(ILogger logger, BundleDigest digest);

    [LoggerMessage(19, LogLevel.Information, "Version {Version} of the root is believed now.")]
    public static partial void RootFollowed(ILogger logger, int version);

    [LoggerMessage(20, LogLevel.Error, "The root {Path} is not followed: {Reason}")]
    public static partial void RootRefused(ILogger logger, string path, string reason);

    [LoggerMessage(21, LogLevel.Warning, "This gateway's report was not taken, and the next one is tried: {Reason}")]
    public static partial void NotReported(ILogger logger, string reason);

    [LoggerMessage(22, LogLevel.Warning, "The root {Digest}, which trust is to begin with, is waited for: {Reason}")]
    public static partial void PinnedRootMissing(ILogger logger, BundleDigest digest, string reason);

    [LoggerMessage(18, LogLevel.Information, "The agent stops. Gateways keep what they have.")]
    public static partial void Stopping(ILogger logger);
}
