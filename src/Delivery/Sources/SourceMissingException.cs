namespace GatewayPipeline.Delivery.Sources;

/// <summary>What should be read is not there at all.</summary>
public sealed class SourceMissingException : IOException
{
    public SourceMissingException()
    {
    }

    public SourceMissingException(string message)
        : base(message)
    {
    }

    public SourceMissingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
