using Envoy.Config.Core.V3;

namespace GatewayPipeline.Compiler.Differences.Words;

/// <summary>The object that a resource was made from, as its metadata names it.</summary>
internal static class IstioSource
{
    // /apis/networking.istio.io/v1/namespaces/NAMESPACE/virtual-service/NAME
    private const int PathParts = 8;

    /// <summary><c>NAMESPACE/NAME</c>; null: the metadata says more or less than that.</summary>
    public static string? NameOf(Metadata? metadata) =>
        metadata is { FilterMetadata: { Count: 1 } filters, TypedFilterMetadata.Count: 0 }
        && filters.TryGetValue("istio", out var istio) && istio.Fields.Count == 1
        && istio.Fields.TryGetValue("config", out var config)
        && config.StringValue.Split('/') is { Length: PathParts } parts
            ? $"{parts[5]}/{parts[7]}"
            : null;
}
