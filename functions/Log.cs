namespace GatewayPipeline.Functions;

/// <summary>Every line that the functions app logs. Standard output is information to the host, and errors go to the other.</summary>
internal static partial class Log
{
    private static readonly Func<ILogger, string, string, IDisposable?> InvocationScope =
        LoggerMessage.DefineScope<string, string>("{Function} {InvocationId}");

    public static IDisposable? Invocation(ILogger logger, string function, string id) =>
        InvocationScope(logger, function, id);

    [LoggerMessage(1, LogLevel.Information, "The functions app listens on port {Port}; settings from {Settings}, events to {Topic}.")]
    public static partial void Started(ILogger logger, string port, string settings, string topic);

    [LoggerMessage(2, LogLevel.Information, "The settings are in effect: {Sources} sources.")]
    public static partial void SettingsTaken(ILogger logger, int sources);

    [LoggerMessage(3, LogLevel.Error, "The settings are not in effect, and the last good ones are: {Problem}")]
    public static partial void SettingsKept(ILogger logger, string problem);

    [LoggerMessage(4, LogLevel.Error, "There are no good settings, and nothing can be done without: {Problem}")]
    public static partial void SettingsMissing(ILogger logger, string problem);

    [LoggerMessage(5, LogLevel.Information, "{Function}: {Sentence}")]
    public static partial void Handled(ILogger logger, string function, string sentence);

    [LoggerMessage(6, LogLevel.Error, "A message of queue {Queue} is put aside after try {DequeueCount}: {Reason}")]
    public static partial void PutAside(ILogger logger, string queue, int dequeueCount, string reason);

    [LoggerMessage(7, LogLevel.Warning, "{Function} {InvocationId} failed after {Milliseconds:0} ms and may be tried again: {Reason}")]
    public static partial void Failed(
        ILogger logger, string function, string invocationId, double milliseconds, string reason, Exception? exception);

    [LoggerMessage(8, LogLevel.Information, "A webhook of {Source}, delivery {DeliveryId}, became {Events} events.")]
    public static partial void WebhookAccepted(ILogger logger, string source, string deliveryId, int events);

    [LoggerMessage(9, LogLevel.Information, "A webhook of {Source} leads to nothing: {Reason}")]
    public static partial void WebhookIgnored(ILogger logger, string source, string reason);

    [LoggerMessage(10, LogLevel.Warning, "A webhook of {Source} is refused: {Reason}")]
    public static partial void WebhookRefused(ILogger logger, string source, string reason);

    [LoggerMessage(11, LogLevel.Error, "A webhook of {Source} could not be taken, and the timer has to see what it was about: {Reason}")]
    public static partial void WebhookLost(ILogger logger, string source, string reason);

    [LoggerMessage(12, LogLevel.Information, "Trace {TraceId}: {Step} took {Milliseconds:0.0} ms{Problem}")]
    public static partial void StepEnded(ILogger logger, string traceId, string step, double milliseconds, string problem);

    [LoggerMessage(13, LogLevel.Warning, "{Problem}")]
    public static partial void Neglected(ILogger logger, string problem);

    [LoggerMessage(14, LogLevel.Information, "The functions app was asked to stop; what is under way may end.")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(15, LogLevel.Warning, "A gateway's report is refused: {Reason}")]
    public static partial void ReportRefused(ILogger logger, string reason);

    [LoggerMessage(16, LogLevel.Error, "A gateway's report could not be taken: {Reason}")]
    public static partial void ReportLost(ILogger logger, string reason);
}
