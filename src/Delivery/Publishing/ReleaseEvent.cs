using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.Publishing.Building;
using GatewayPipeline.Delivery.Publishing.Tenants;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>Hears what happens while a channel is brought in line with its source.</summary>
public interface IReleaseEvents
{
    /// <summary>Of one channel in the order in which it happens; the last is <see cref="ReleaseEvent.Ended"/>.</summary>
    Task HearAsync(ReleaseEvent happened, CancellationToken cancellation);
}

/// <summary>One thing that happened to a channel.</summary>
public abstract record ReleaseEvent(string Channel)
{
    /// <summary>The source was asked what it is at.</summary>
    public sealed record Resolved(string Channel, SourceRevision Revision) : ReleaseEvent(Channel);

    /// <summary>Another publisher of this channel was first; the source is asked again.</summary>
    public sealed record Waited(string Channel) : ReleaseEvent(Channel);

    /// <param name="Tree">All that findings speak of, for whoever shows lines of it.</param>
    public sealed record Compiled(string Channel, Build Build, Compilation Compilation, ManifestTree Tree)
        : ReleaseEvent(Channel);

    /// <summary>One namespace's mistake does not hold up the others: it stays as it is live, or is left out.</summary>
    public sealed record HeldBack(string Channel, HeldNamespace Namespace) : ReleaseEvent(Channel);

    /// <summary>The same inputs were compiled before.</summary>
    public sealed record Remembered(string Channel, Build Build) : ReleaseEvent(Channel);

    /// <summary>Published, unchanged, superseded or refused: after the head was written, or not.</summary>
    public sealed record Ended(ChannelPublication Publication) : ReleaseEvent(Publication.Channel);
}
