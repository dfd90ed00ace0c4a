namespace GatewayPipeline.Delivery.Pipeline;

/// <summary>
/// What came of a message or a timer's turn. What may be better at another time is neither: it is an exception, and
/// whoever sent the message sends it again.
/// </summary>
public abstract record Handling
{
    private Handling()
    {
    }

    /// <summary>It came to its end; a release that was refused for good is one, too.</summary>
    public sealed record Done(string Sentence) : Handling;

    /// <summary>No repetition helps: the message is put aside with the reason.</summary>
    public sealed record Refused(string Reason) : Handling;
}
