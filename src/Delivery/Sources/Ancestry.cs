namespace GatewayPipeline.Delivery.Sources;

/// <summary>How an older commit stands to a newer one.</summary>
public enum Ancestry
{
    /// <summary>The source has no history, or the newer commit's is cut off before the older one.</summary>
    Unknown,

    /// <summary>The newer commit was built upon the older one, or is the same.</summary>
    Ancestor,

    /// <summary>The newer commit does not have the older one behind it: the history was rewritten.</summary>
    Diverged,
}
