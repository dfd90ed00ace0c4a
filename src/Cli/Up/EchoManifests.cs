using System.Globalization;
using System.Text;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Cli.Up;

/// <summary>
/// Makes echo upstreams known to the compiler in the language that it has: as workloads of the tree. So the compiler
/// needs no word of them.
/// </summary>
internal static class EchoManifests
{
    /// <summary>Hidden, so no file of the folder can have this path.</summary>
    public const string Path = ".gwp/echo-upstreams.yaml";

    public static ManifestTree AddTo(ManifestTree tree, IReadOnlyCollection<EchoUpstream> echoes) =>
        echoes.Count == 0 ? tree : tree.With([new Manifest.Readable(Path, Write(echoes))]);

    private static string Write(IEnumerable<EchoUpstream> echoes)
    {
        var text = new StringBuilder();
        foreach (var (destination, port) in echoes)
        {
            text.Append(destination.Labels.IsEmpty ? Slice(destination, port) : Workload(destination, port));
        }

        return text.ToString();
    }

    private static string Workload(Destination destination, int port) => string.Create(CultureInfo.InvariantCulture, $$"""
        ---
        apiVersion: networking.istio.io/v1
        kind: WorkloadEntry
        metadata:
          name: {{NameOf(destination)}}
          namespace: {{destination.Namespace}}
        spec:
          address: 127.0.0.1
          ports: { "{{destination.PortName}}": {{port}} }
          labels: { {{string.Join(", ", destination.Labels.Select(label => $"\"{label.Key}\": \"{label.Value}\""))}} }

        """);

    // A Service without a selector has no workloads, only slices.
    private static string Slice(Destination destination, int port) => string.Create(CultureInfo.InvariantCulture, $$"""
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata:
          name: {{NameOf(destination)}}
          namespace: {{destination.Namespace}}
          labels: { kubernetes.io/service-name: {{destination.Name}} }
        addressType: IPv4
        endpoints: [{ addresses: [127.0.0.1] }]
        ports: [{ name: "{{destination.PortName}}", port: {{port}} }]

        """);

    private static string NameOf(Destination destination) => destination.Subset.Length == 0
        ? string.Create(CultureInfo.InvariantCulture, $"echo-{destination.Name}-{destination.Port}")
        : string.Create(CultureInfo.InvariantCulture,
            $"echo-{destination.Name}-{destination.Port}-{destination.Subset.ToLowerInvariant()}");
}
