using Microsoft.Extensions.Logging;

namespace GatewayPipeline.LocalCloud.Events;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "A publisher was refused with {Status}: {Reason}")]
    public static partial void Refused(ILogger logger, int status, string reason);

    [LoggerMessage(2, LogLevel.Warning,
        "The event {Id} could not be delivered to {Subscription} at attempt {Attempt}: {Reason}")]
    public static partial void Failed(ILogger logger, string id, string subscription, int attempt, string reason);

    [LoggerMessage(3, LogLevel.Error, "The event {Id} will not reach {Subscription}: {Reason}")]
    public static partial void GivenUp(ILogger logger, string id, string subscription, string reason);
}
