namespace GatewayPipeline.Delivery.GitHosts;

/// <summary>A git host did not do what it was asked for. The message says what, and holds no token.</summary>
public sealed class GitHostException : IOException
{
    public GitHostException()
    {
    }

    public GitHostException(string message)
        : base(message)
    {
    }

    public GitHostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Asking again later may help: the host was busy, broken or out of reach, and has not said no.</summary>
    public bool MayPass { get; init; }

    /// <summary>What it answered; null if it did not.</summary>
    public System.Net.HttpStatusCode? Status { get; init; }
}
