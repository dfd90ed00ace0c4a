namespace GatewayPipeline.LocalCloud.Events;

/// <summary>What was published is no CloudEvent, or too large; the message says why.</summary>
internal sealed class InvalidEventException : Exception
{
    public InvalidEventException()
    {
    }

    public InvalidEventException(string message) : base(message)
    {
    }

    public InvalidEventException(string message, Exception innerException) : base(message, innerException)
    {
    }

    public bool IsTooLarge { get; init; }
}
