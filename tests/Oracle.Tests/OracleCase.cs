using System.Text.Json;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Oracle.Tests;

/// <summary>One question: given these manifests, what does the gateway answer to these requests?</summary>
internal sealed class OracleCase(string folder)
{
    public string Name => Path.GetFileName(folder);

    public string Folder => folder;

    /// <param name="certificates">Where the gateway finds the folders of <see cref="LayOutCertificates"/>.</param>
    /// <param name="placement">Where listeners open their ports; null: as written.</param>
    public Compilation Compile(string certificates, ListenerPlacement? placement = null) => GatewayCompiler.Compile(
        FolderSource.Read(Path.Combine(folder, "manifests"), CancellationToken.None),
        new()
        {
            Profile = Profile.Istio,
            CertificateDirectory = certificates,
            Placement = placement ?? ListenerPlacement.AsWritten,
            Mesh = File.Exists(Path.Combine(folder, "mesh.yaml"))
                ? new Manifest.Readable("mesh.yaml", File.ReadAllText(Path.Combine(folder, "mesh.yaml")))
                : null,
        });

    /// <summary>Lays each credential out as a gateway has it: NAME/tls.crt, NAME/tls.key, NAME/ca.crt.</summary>
    public void LayOutCertificates(string target)
    {
        Directory.CreateDirectory(target);
        var source = Path.Combine(folder, "certs");
        foreach (var file in Directory.Exists(source) ? Directory.GetFiles(source) : [])
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var isAuthority = name.EndsWith("-cacert", StringComparison.Ordinal);
            var credential = Directory.CreateDirectory(
                Path.Combine(target, isAuthority ? name[..^"-cacert".Length] : name)).FullName;
            var form = isAuthority ? "ca.crt" : $"tls{Path.GetExtension(file)}";
            File.Copy(file, Path.Combine(credential, form));
        }
    }

    /// <summary>The content of one of the case's JSON files; an empty object if it has no such file.</summary>
    public JsonElement Read(string file)
    {
        var path = Path.Combine(folder, file);

        return JsonDocument.Parse(File.Exists(path) ? File.ReadAllBytes(path) : "{}"u8.ToArray()).RootElement;
    }
}
