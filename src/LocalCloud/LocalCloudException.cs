namespace GatewayPipeline.LocalCloud;

/// <summary>Something on this machine is not as it must be; the message says what, where, and what to do.</summary>
public sealed class LocalCloudException : Exception
{
    public LocalCloudException()
    {
    }

    public LocalCloudException(string message) : base(message)
    {
    }

    public LocalCloudException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
