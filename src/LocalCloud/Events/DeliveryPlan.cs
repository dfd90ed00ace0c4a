using System.Net;

namespace GatewayPipeline.LocalCloud.Events;

/// <summary>
/// What goes wrong with the delivery of an event, on command: all of it is what Event Grid allows itself. By default
/// nothing does.
/// </summary>
public sealed record DeliveryPlan
{
    /// <summary>How often it is delivered: at least once is promised, no more.</summary>
    public int Copies { get; init; } = 1;

    /// <summary>How long it takes until it is first tried.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>It is never delivered, and nobody is told.</summary>
    public bool IsLost { get; init; }

    /// <summary>What an attempt is answered instead of being made, by its number from 1; null: it is made.</summary>
    public Func<int, HttpStatusCode?> FailWith { get; init; } = _ => null;
}
