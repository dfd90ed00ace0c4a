using System.Text;
using GatewayPipeline.Compiler.Model;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Xds;

/// <summary>Metadata by which Istio's own tools find the object behind a route or a cluster.</summary>
internal static class IstioMetadata
{
    private const string Key = "istio";

    public static CoreV3.Metadata Of(ManifestObject source) =>
        Of(new Struct { Fields = { ["config"] = Value.ForString(PathOf(source)) } });

    public static CoreV3.Metadata Of(Struct fields) => new() { FilterMetadata = { [Key] = fields } };

    /// <summary>
    /// The object as Istio writes it: <c>/apis/networking.istio.io/v1/namespaces/NS/virtual-service/NAME</c>.
    /// </summary>
    public static string PathOf(ManifestObject source) =>
        $"/apis/{source.Group}/{source.Version}/namespaces/{source.Namespace}/{InKebabCase(source.Kind)}/{source.Name}";

    private static string InKebabCase(string kind)
    {
        var text = new StringBuilder(kind.Length + 2);
        foreach (var letter in kind)
        {
            text.Append(char.IsUpper(letter) && text.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
