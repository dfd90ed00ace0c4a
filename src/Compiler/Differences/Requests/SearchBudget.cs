namespace GatewayPipeline.Compiler.Differences.Requests;

/// <summary>What all searches of one diff may cost together, so that the worst tree is compared in seconds, too.</summary>
internal sealed class SearchBudget
{
    private int requests = 5_000;
    private int states = 2_000_000;

    /// <summary>False: no more requests are made.</summary>
    public bool TakeRequest() => --requests >= 0;

    /// <summary>False: texts are no longer sought.</summary>
    public bool TakeState() => --states >= 0;
}
