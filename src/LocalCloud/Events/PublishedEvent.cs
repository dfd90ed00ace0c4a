namespace GatewayPipeline.LocalCloud.Events;

/// <summary>A CloudEvent as it was published.</summary>
/// <param name="Id">Unique for its source.</param>
/// <param name="Source">Who speaks.</param>
/// <param name="Type">What it is about.</param>
/// <param name="Subject">About what of the source; empty if it has none.</param>
/// <param name="Json">The whole event, as it is delivered.</param>
/// <param name="PublishedAt">When the topic took it.</param>
public sealed record PublishedEvent(
    string Id, string Source, string Type, string Subject, string Json, DateTimeOffset PublishedAt);
