namespace GatewayPipeline.Oracle.Tests;

/// <summary>What Istio's validation said of one object.</summary>
internal sealed record RecordedVerdict(string Name, bool IsAccepted, string Manifest)
{
    public string Kind => Name[..Name.LastIndexOf('-')];
}
