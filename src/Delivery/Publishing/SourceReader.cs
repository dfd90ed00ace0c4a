using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>What came of reading all that a build is made of.</summary>
public abstract record SourcesRead
{
    private SourcesRead()
    {
    }

    /// <param name="Platform">Null: the platform has no source of its own.</param>
    public sealed record Found(ManifestTree Manifests, ManifestTree? Platform, ReleaseSource Source) : SourcesRead;

    public sealed record Refused(string Reason) : SourcesRead;
}

/// <summary>Reads sources as they are now, for a builder that publishes nothing.</summary>
public static class SourceReader
{
    public static async Task<SourcesRead> ReadAsync(PublishSources sources, CancellationToken cancellation)
    {
        var (revision, reason) = await sources.Manifests.FindRevisionAsync(cancellation);
        if (revision is null)
        {
            return new SourcesRead.Refused(reason);
        }

        (var manifests, reason) = await sources.Manifests.FindManifestsAsync(revision, cancellation);
        if (manifests is null)
        {
            return new SourcesRead.Refused(reason);
        }

        var (platform, unread) = sources.Platform is { } own ? await own.ReadNewestAsync(cancellation) : (null, "");

        return sources.Platform is not null && platform is null
            ? new SourcesRead.Refused($"the platform's source: {unread}")
            : new SourcesRead.Found(manifests.Tree, platform?.Tree, revision.ToReleaseSource(manifests.TreeDigest));
    }
}
