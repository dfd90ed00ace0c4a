using System.Collections.Immutable;
using GatewayPipeline.Delivery.Secrets;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Pipeline;

/// <summary>What a pipeline watches, where it publishes, and what it signs with. Written as JSON; no secret is in it.</summary>
public sealed record PipelineSettings
{
    /// <summary>As every command's <c>--store</c>.</summary>
    public required string Store { get; init; }

    /// <summary>The digest of a root, as it is pinned on gateways: <c>sha256:…</c>. Roots lie in the store.</summary>
    public required string Root { get; init; }

    /// <summary>Keys of the roles release and channel.</summary>
    public required ImmutableArray<KeySource> Keys { get; init; }

    public required ImmutableArray<TrackedSource> Sources { get; init; }

    /// <summary>
    /// What the tokens are made of by which gateways report; several are valid at once while one replaces another. None:
    /// no reports are taken.
    /// </summary>
    public ImmutableArray<SecretReference> ReportSecrets { get; init; } = [];

    /// <summary>Null for a name that none has.</summary>
    public TrackedSource? Find(string source) => Sources.FirstOrDefault(each => each.Name == source);
}

/// <summary>A repository whose refs become releases.</summary>
public sealed record TrackedSource
{
    /// <summary>What webhooks and events call it, and paths of addresses: as a channel's name is written.</summary>
    public required string Name { get; init; }

    /// <summary>The <see cref="GitHosts.IGitHost.Name"/> of where it lives.</summary>
    public required string Host { get; init; }

    /// <summary>Where it is fetched from: as <c>--from</c>. Never taken from an event.</summary>
    public required string Repository { get; init; }

    /// <summary>The host's own id of it, which a webhook has to name.</summary>
    public required string RepositoryId { get; init; }

    /// <summary>The folder within the repository; null: all of it.</summary>
    public string? Path { get; init; }

    /// <summary>The refs that are published; at least one.</summary>
    public required ImmutableArray<TrackedRef> Refs { get; init; }

    /// <summary>Fleets and HostOwnerships of the platform; null: they come from the repository itself.</summary>
    public PlatformSource? Platform { get; init; }

    /// <summary>Several are valid at once while one replaces another.</summary>
    public ImmutableArray<SecretReference> WebhookSecrets { get; init; } = [];

    /// <summary>What the host is shown to fetch and to report; null: nothing, for a public repository.</summary>
    public HostCredential? Credential { get; init; }

    /// <summary>Whether pull requests to the tracked refs are reviewed.</summary>
    public bool ReviewsPullRequests { get; init; } = true;
}

/// <param name="Ref">In full, as <c>refs/heads/main</c>.</param>
/// <param name="Channel">Null: each Fleet's own.</param>
/// <param name="Fleet">The only one to publish; null: all.</param>
public sealed record TrackedRef(string Ref, string? Channel = null, string? Fleet = null);

/// <param name="Repository">As <c>--platform</c>.</param>
/// <param name="Ref">Null: the repository's head.</param>
/// <param name="Path">Null: all of it.</param>
public sealed record PlatformSource(string Repository, string? Ref = null, string? Path = null);
