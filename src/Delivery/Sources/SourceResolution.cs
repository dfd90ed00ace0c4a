namespace GatewayPipeline.Delivery.Sources;

/// <summary>What a source is at.</summary>
public abstract record SourceResolution
{
    private SourceResolution()
    {
    }

    public sealed record Resolved(SourceRevision Revision) : SourceResolution;

    /// <summary>The source answers, and what was named is not there: a deleted branch, a folder that is gone.</summary>
    public sealed record Missing(string Reason) : SourceResolution;

    /// <summary>What was named cannot be read in principle, and trying again as it is will not help.</summary>
    public sealed record Refused(string Reason) : SourceResolution;
}
