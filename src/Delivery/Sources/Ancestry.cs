namespace GatewayPipeline.Delivery.Sources;

/// <summary>How an older commit stands to a newer one.</summary>
public enum Ancestry
{
    /// <summary>The older commit cannot be had, or the source has no history.</summary>
    Unknown,

    /// <summary>The newer commit was built upon the older one, or is the same.</summary>
    Ancestor,

    /// <summary>The history was rewritten: the newer commit does not have the older one behind it.</summary>
    Diverged,
}
