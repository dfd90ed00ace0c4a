using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Delivery.Sources;

/// <summary>What came of reading a revision.</summary>
public abstract record SourceReading
{
    private SourceReading()
    {
    }

    /// <summary>Everything that can be read, and what cannot be read as such.</summary>
    public sealed record Read : SourceReading
    {
        /// <summary>Its paths begin at the repository's top, also where only a part of it was read.</summary>
        public required ManifestTree Tree { get; init; }

        /// <summary>Our own name for the files that were read: see <see cref="Sources.TreeDigest"/>.</summary>
        public required BundleDigest TreeDigest { get; init; }

        /// <summary>Null for a folder.</summary>
        public DateTimeOffset? CommittedAt { get; init; }

        /// <summary>The commit's message, with its trailers; null for a folder.</summary>
        public string? Message { get; init; }
    }

    /// <summary>The revision is not to be had any more: its history was rewritten and cleaned up.</summary>
    public sealed record Missing(string Reason) : SourceReading;

    /// <summary>The revision cannot be read, and trying again as it is will not help.</summary>
    public sealed record Refused(string Reason) : SourceReading;
}
