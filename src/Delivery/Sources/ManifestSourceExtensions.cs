using System.Diagnostics;

namespace GatewayPipeline.Delivery.Sources;

/// <summary>What was asked of a source, or why there is no answer.</summary>
internal static class ManifestSourceExtensions
{
    public static async Task<(SourceRevision? Revision, string Reason)> FindRevisionAsync(
        this IManifestSource source, CancellationToken cancellation) =>
        await source.ResolveAsync(cancellation) switch
        {
            SourceResolution.Resolved resolved => (resolved.Revision, ""),
            SourceResolution.Missing missing => (null, missing.Reason),
            SourceResolution.Refused refused => (null, refused.Reason),
            _ => throw new UnreachableException(),
        };

    public static async Task<(SourceReading.Read? Reading, string Reason)> FindManifestsAsync(
        this IManifestSource source, SourceRevision revision, CancellationToken cancellation) =>
        await source.ReadAsync(revision, cancellation) switch
        {
            SourceReading.Read read => (read, ""),
            SourceReading.Missing missing => (null, missing.Reason),
            SourceReading.Refused refused => (null, refused.Reason),
            _ => throw new UnreachableException(),
        };

    public static async Task<(SourceReading.Read? Reading, string Reason)> ReadNewestAsync(
        this IManifestSource source, CancellationToken cancellation)
    {
        var (revision, reason) = await source.FindRevisionAsync(cancellation);

        return revision is null ? (null, reason) : await source.FindManifestsAsync(revision, cancellation);
    }
}
