using Envoy.Config.Core.V3;

namespace GatewayPipeline.Cli.Inspection;

/// <summary>
/// The object that a resource came from, as Istio notes it in the metadata and istioctl prints it:
/// <c>NAME.NAMESPACE</c>.
/// </summary>
internal static class IstioOrigin
{
    // /apis/networking.istio.io/v1/namespaces/NAMESPACE/virtual-service/NAME
    private const int PathParts = 8;

    public static string Of(Metadata? metadata)
    {
        if (metadata is null
            || !metadata.FilterMetadata.TryGetValue("istio", out var istio)
            || !istio.Fields.TryGetValue("config", out var config))
        {
            return "";
        }

        var parts = config.StringValue.Split('/');

        return parts.Length == PathParts ? $"{parts[7]}.{parts[5]}" : "";
    }
}
