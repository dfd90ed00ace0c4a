namespace GatewayPipeline.Compiler.Differences.Words;

/// <summary>A cluster as a rule names it: host, port and subset.</summary>
internal static class DestinationText
{
    /// <summary>
    /// <c>outbound|8080|v2|orders.shop.svc.cluster.local</c> → <c>orders.shop.svc.cluster.local:8080 subset v2</c>; any
    /// other name stays.
    /// </summary>
    public static string Of(string cluster) => cluster.Split('|') switch
    {
        ["outbound", var port, "", var host] => $"{host}:{port}",
        ["outbound", var port, var subset, var host] => $"{host}:{port} subset {subset}",
        _ => cluster,
    };
}
