using System.Net;

namespace GatewayPipeline.LocalCloud.Events;

/// <summary>When Event Grid tries again, and after which answers it does not. Its random spread is left out.</summary>
internal static class RetrySchedule
{
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(3),
        TimeSpan.FromHours(6), TimeSpan.FromHours(12),
    ];

    /// <summary>How long to wait after an attempt.</summary>
    /// <param name="attempts">How many there were.</param>
    /// <param name="status">What the last one was answered.</param>
    public static TimeSpan WaitAfter(int attempts, HttpStatusCode status)
    {
        var wait = Waits[Math.Min(attempts, Waits.Length) - 1];
        var least = status switch
        {
            HttpStatusCode.NotFound => TimeSpan.FromMinutes(5),
            HttpStatusCode.RequestTimeout => TimeSpan.FromMinutes(2),
            HttpStatusCode.ServiceUnavailable => TimeSpan.FromSeconds(30),
            _ => TimeSpan.FromSeconds(10),
        };

        return wait > least ? wait : least;
    }

    /// <summary>Whether a storage queue that answers so is not asked again.</summary>
    public static bool IsFinal(HttpStatusCode status) => status
        is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.RequestEntityTooLarge;

    /// <summary>The word for an answer in a dead letter.</summary>
    public static string OutcomeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => "BadRequest",
        HttpStatusCode.Unauthorized => "Unauthorized",
        HttpStatusCode.Forbidden => "Forbidden",
        HttpStatusCode.NotFound => "NotFound",
        HttpStatusCode.RequestTimeout => "TimedOut",
        HttpStatusCode.RequestEntityTooLarge => "PayloadTooLarge",
        HttpStatusCode.ServiceUnavailable => "Busy",
        _ => "GenericError",
    };
}
