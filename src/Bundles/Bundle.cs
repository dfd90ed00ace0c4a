namespace GatewayPipeline.Bundles;

/// <summary>
/// A packed snapshot: its bytes, and what they say. Whoever holds one holds a bundle that was checked whole.
/// </summary>
public sealed class Bundle
{
    internal Bundle(ReadOnlyMemory<byte> bytes, BundleReference reference, BundleIndex index, XdsSnapshot snapshot)
    {
        Bytes = bytes;
        Reference = reference;
        Index = index;
        Snapshot = snapshot;
    }

    /// <summary>The file as stored and fetched (<c>.tar.gz</c>).</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public BundleReference Reference { get; }

    public BundleDigest ContentDigest => Reference.ContentDigest;

    public BundleIndex Index { get; }

    public XdsSnapshot Snapshot { get; }
}

/// <summary>What came of opening some bytes as a bundle.</summary>
public abstract record BundleOpening
{
    private BundleOpening()
    {
    }

    public sealed record Opened(Bundle Bundle) : BundleOpening;

    /// <summary>The bytes are no bundle, or not the one that was meant.</summary>
    public sealed record Refused(string Reason) : BundleOpening;
}

/// <summary>A snapshot that is sound but too large to be a bundle.</summary>
public sealed class BundleTooLargeException : Exception
{
    public BundleTooLargeException()
    {
    }

    public BundleTooLargeException(string message)
        : base(message)
    {
    }

    public BundleTooLargeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
