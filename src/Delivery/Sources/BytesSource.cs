using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Delivery.Sources;

/// <summary>One manifest that has no file: what came over standard input.</summary>
public sealed class BytesSource(string name, ReadOnlyMemory<byte> bytes) : IManifestSource
{
    public Task<SourceResolution> ResolveAsync(CancellationToken cancellation) =>
        Task.FromResult<SourceResolution>(new SourceResolution.Resolved(new() { Repository = name }));

    public Task<SourceReading> ReadAsync(SourceRevision revision, CancellationToken cancellation)
    {
        var digest = new TreeDigest();
        digest.Add(name, isExecutable: false, bytes.Span);
        ManifestTree tree = FolderSource.FromBytes(name, bytes.Span);

        return Task.FromResult<SourceReading>(new SourceReading.Read { Tree = tree, TreeDigest = digest.Finish() });
    }

    public Task<Ancestry> FindAncestryAsync(string olderCommit, string newerCommit, CancellationToken cancellation) =>
        Task.FromResult(Ancestry.Unknown);
}
