namespace GatewayPipeline.LocalCloud.Functions.Invocations;

/// <summary>An invocation failed; the message says why.</summary>
internal sealed class InvocationFailedException : Exception
{
    public InvocationFailedException()
    {
    }

    public InvocationFailedException(string message) : base(message)
    {
    }

    public InvocationFailedException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
