namespace GatewayPipeline.Delivery.Sources;

/// <summary>A source cannot be reached, does not answer in time, or is damaged. Trying again later may help.</summary>
public sealed class SourceUnavailableException : IOException
{
    public SourceUnavailableException()
    {
    }

    public SourceUnavailableException(string message)
        : base(message)
    {
    }

    public SourceUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
