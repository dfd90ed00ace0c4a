namespace GatewayPipeline.Agent;

/// <summary>Every line that the agent logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "A gateway opened a discovery stream.")]
    public static partial void StreamOpened(ILogger logger);

    [LoggerMessage(2, LogLevel.Information, "The discovery stream of {UserAgent} {Version} ended.")]
    public static partial void StreamClosed(ILogger logger, string userAgent, string version);

    [LoggerMessage(3, LogLevel.Warning, "A connection by user {UserId} was refused: only user {OwnUserId} may connect.")]
    public static partial void PeerRefused(ILogger logger, uint userId, uint ownUserId);

    [LoggerMessage(4, LogLevel.Error, "The gateway did not take the former {Step} back: {Reason}")]
    public static partial void RestoreRefused(ILogger logger, string step, string reason);
}
