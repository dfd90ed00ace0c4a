namespace GatewayPipeline.Compiler.Differences.Requests;

/// <summary>A host that a domain of a virtual host takes.</summary>
internal static class DomainSample
{
    private const string Label = "any";

    public static string Of(string domain) => domain switch
    {
        "*" => $"{Label}.example",
        ['*', '.', .. var suffix] => $"{Label}.{suffix}",
        ['*', .. var suffix] => $"{Label}{suffix}",
        [.. var prefix, '*'] => $"{prefix}{Label}",
        _ => domain,
    };
}
