namespace GatewayPipeline.Delivery.Sources;

/// <summary>
/// Where manifests come from. What moves is resolved once; what is read afterwards is exactly the commit that was
/// resolved. A source that cannot be reached is a broken world: <see cref="SourceUnavailableException"/>.
/// </summary>
public interface IManifestSource
{
    /// <summary>What the source is at now. Cheap: no manifest is read.</summary>
    Task<SourceResolution> ResolveAsync(CancellationToken cancellation);

    /// <summary>The manifests of a revision, whatever has become of its ref meanwhile.</summary>
    Task<SourceReading> ReadAsync(SourceRevision revision, CancellationToken cancellation);

    /// <summary>How two commits stand to each other. May have to fetch the history between them.</summary>
    Task<Ancestry> FindAncestryAsync(string olderCommit, string newerCommit, CancellationToken cancellation);
}
