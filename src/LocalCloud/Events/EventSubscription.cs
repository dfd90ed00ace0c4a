using System.Collections.Immutable;

namespace GatewayPipeline.LocalCloud.Events;

/// <summary>Which events of a topic go to which queue, with Event Grid's defaults.</summary>
public sealed record EventSubscription
{
    public required string Name { get; init; }

    /// <summary>The storage account of the queue, and of the container of dead letters.</summary>
    public required string StorageConnection { get; init; }

    /// <summary>It has to exist: Event Grid makes none.</summary>
    public required string Queue { get; init; }

    /// <summary>Empty: all.</summary>
    public ImmutableHashSet<string> IncludedEventTypes { get; init; } = [];

    public string SubjectBeginsWith { get; init; } = "";

    public string SubjectEndsWith { get; init; } = "";

    public bool IsSubjectCaseSensitive { get; init; }

    /// <summary>Where events go that cannot be delivered; null: nowhere, they are dropped.</summary>
    public string? DeadLetterContainer { get; init; }

    public int MaxDeliveryAttempts { get; init; } = 30;

    public TimeSpan EventTimeToLive { get; init; } = TimeSpan.FromDays(1);

    /// <summary>For how long a message lies in the queue if nobody takes it.</summary>
    public TimeSpan QueueMessageTimeToLive { get; init; } = TimeSpan.FromDays(7);

    internal bool Wants(PublishedEvent published)
    {
        var comparison = IsSubjectCaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

        return (IncludedEventTypes.IsEmpty || IncludedEventTypes.Contains(published.Type))
            && published.Subject.StartsWith(SubjectBeginsWith, comparison)
            && published.Subject.EndsWith(SubjectEndsWith, comparison);
    }
}
