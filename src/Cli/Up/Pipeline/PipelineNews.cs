namespace GatewayPipeline.Cli.Up.Pipeline;

/// <summary>What a person in front of <c>gwp up --functions</c> is told of.</summary>
internal abstract record PipelineNews
{
    private PipelineNews()
    {
    }

    internal sealed record Released(long Sequence, string? Commit, PushTimes Times) : PipelineNews;

    internal sealed record Refused(string Reason, string? Commit) : PipelineNews;

    /// <summary>A push that changed nothing.</summary>
    internal sealed record Quiet(string Sentence) : PipelineNews;

    internal sealed record Trouble(string Text) : PipelineNews;
}
