namespace GatewayPipeline.Delivery.Pipeline.Reports;

/// <summary>What a gateway's report is answered.</summary>
public abstract record ReportAnswer
{
    private ReportAnswer()
    {
    }

    public sealed record Taken : ReportAnswer;

    /// <summary>It does not come from who may speak for this gateway.</summary>
    public sealed record Refused : ReportAnswer;

    /// <summary>Authentic, and it counts for nothing.</summary>
    public sealed record Malformed(string Reason) : ReportAnswer;

    /// <summary>A report of that time or a later one is there.</summary>
    public sealed record Outdated(DateTimeOffset Known) : ReportAnswer;

    /// <summary>What it takes to answer cannot be reached. The reason is for logs.</summary>
    public sealed record Unavailable(string Reason) : ReportAnswer;
}
