namespace GatewayPipeline.Compiler.Differences.Requests;

/// <summary>
/// What the parts of every request are like. Made anew for each diff: their machines grow while texts are sought, and
/// are for one thread.
/// </summary>
internal sealed class RequestTexts
{
    public TextDemand AnyPath { get; } = new(TextPattern.Regex("/[!-\"$->@-~]*"), IsWanted: true);

    /// <summary>Gateways put such paths in order before any route sees them.</summary>
    public TextDemand DotSegment { get; } =
        new(TextPattern.Regex(".*/(?:\\.|%2[eE]){1,2}(?:/.*)?"), IsWanted: false);

    public TextDemand AnyValue { get; } = new(TextPattern.Regex("[!-~](?:[ -~]*[!-~])?"), IsWanted: true);

    public TextDemand AnyParameter { get; } = new(TextPattern.Regex("[!$'-;=@-~]+"), IsWanted: true);

    public TextDemand AnyMethod { get; } = new(TextPattern.Regex("[A-Z]+"), IsWanted: true);

    public TextDemand ConnectMethod { get; } =
        new(TextPattern.Exact("CONNECT", ignoresCase: false), IsWanted: false);
}
