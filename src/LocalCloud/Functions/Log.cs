using Microsoft.Extensions.Logging;

namespace GatewayPipeline.LocalCloud.Functions;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Line}")]
    public static partial void Output(ILogger logger, string line);

    [LoggerMessage(2, LogLevel.Warning, "{Line}")]
    public static partial void Warning(ILogger logger, string line);

    [LoggerMessage(3, LogLevel.Error, "{Line}")]
    public static partial void Error(ILogger logger, string line);

    [LoggerMessage(4, LogLevel.Information, "{Function}: {Line}")]
    public static partial void Invocation(ILogger logger, string function, string line);

    [LoggerMessage(5, LogLevel.Error, "{Function} failed, invocation {InvocationId}: {Reason}")]
    public static partial void Failed(ILogger logger, string function, Guid invocationId, string reason);

    [LoggerMessage(6, LogLevel.Warning,
        "A message of the queue {Queue} was taken {Count} times without success; it lies in {Queue}-poison now.")]
    public static partial void Poisoned(ILogger logger, string queue, long count);

    [LoggerMessage(7, LogLevel.Warning, "The queue {Queue} cannot be read: {Reason}")]
    public static partial void QueueTrouble(ILogger logger, string queue, string reason);

    [LoggerMessage(8, LogLevel.Warning, "A message of the queue {Queue} stays as it is: {Reason}")]
    public static partial void MessageTrouble(ILogger logger, string queue, string reason);

    [LoggerMessage(9, LogLevel.Warning,
        "The handler ended with exit code 0 without being asked to. It stays down, and every invocation fails.")]
    public static partial void HandlerLeft(ILogger logger);

    [LoggerMessage(10, LogLevel.Information, "The handler asked to be started again (exit code 200).")]
    public static partial void HandlerRestarts(ILogger logger);

    [LoggerMessage(11, LogLevel.Error, "The handler ended with exit code {Code}.")]
    public static partial void HandlerCrashed(ILogger logger, int code);

    [LoggerMessage(12, LogLevel.Warning, "What the timer {Function} last did cannot be written down: {Reason}")]
    public static partial void TimerStatusLost(ILogger logger, string function, string reason);
}
