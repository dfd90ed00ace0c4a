namespace GatewayPipeline.Delivery.Sources.Git;

/// <summary>An object that a repository must have is missing or broken. Caught where a source knows what to do.</summary>
internal sealed class DamagedRepositoryException(string message, Exception? cause = null) : Exception(message, cause);
