namespace GatewayPipeline.Delivery.Signing;

/// <summary>Whoever holds the key did not sign. The message says who, and what to do.</summary>
public sealed class SigningException : IOException
{
    public SigningException()
    {
    }

    public SigningException(string message)
        : base(message)
    {
    }

    public SigningException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
