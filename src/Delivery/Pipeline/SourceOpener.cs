using System.Diagnostics;
using GatewayPipeline.Delivery.GitHosts.Access;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Sources;
using GatewayPipeline.Delivery.Sources.Git.Credentials;

namespace GatewayPipeline.Delivery.Pipeline;

/// <summary>Opens what the settings name as a source, with what its git host is shown.</summary>
public sealed class SourceOpener(HostAccess access, Func<string, string?> environment)
{
    /// <summary>A ref of the source, with the platform's source beside it where there is one.</summary>
    /// <exception cref="PipelineNotReadyException">The settings name what cannot be a source.</exception>
    public PublishSources Open(TrackedSource source, string reference) => new(
        Open(source.Repository, reference, source.Path, CredentialsOf(source)),
        source.Platform is { } platform
            ? Open(
                platform.Repository, platform.Ref, platform.Path,
                IsSameHost(source.Repository, platform.Repository) ? CredentialsOf(source) : null)
            : null);

    private ICredentialSource? CredentialsOf(TrackedSource source) =>
        source.Credential is null ? null : access.CredentialsOf(source);

    private IManifestSource Open(string repository, string? reference, string? path, ICredentialSource? credentials) =>
        SourceAddress.Open(repository, reference, path, environment, credentials) switch
        {
            SourceOpening.Opened opened => opened.Source,
            SourceOpening.Refused refused => throw new PipelineNotReadyException(refused.Reason),
            _ => throw new UnreachableException(),
        };

    // What opens one host is not shown to another.
    private static bool IsSameHost(string one, string other) =>
        Uri.TryCreate(one, UriKind.Absolute, out var first) && Uri.TryCreate(other, UriKind.Absolute, out var second)
        && (first.Scheme, first.Authority) == (second.Scheme, second.Authority);
}
