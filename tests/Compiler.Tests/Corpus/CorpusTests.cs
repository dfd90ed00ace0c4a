using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;
using Google.Protobuf;

namespace GatewayPipeline.Compiler.Tests.Corpus;

/// <summary>Every folder of tests/corpus with a folder manifests/ is a case: what is written goes in, expected/ comes out.</summary>
public sealed class CorpusTests
{
    public static TheoryData<string> Cases =>
    [
        .. Directory.EnumerateDirectories(Golden.Corpus, "manifests", SearchOption.AllDirectories)
            .Select(manifests => Path.GetRelativePath(Golden.Corpus, Path.GetDirectoryName(manifests) ?? ""))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Compiles_as_recorded(string name)
    {
        var manifests = Read(name);

        var compilation = GatewayCompiler.Compile(manifests, new() { Profile = ProfileOf(name) });

        Golden.Verify(Path.Combine(Golden.Corpus, name, "expected"), Render(compilation, manifests));
    }

    /// <summary>A case whose last word is <c>istio</c> is compiled for that profile; any other for what its Fleet says.</summary>
    internal static Profile? ProfileOf(string name) =>
        name.EndsWith("-istio", StringComparison.Ordinal) ? Profile.Istio : null;

    internal static ManifestTree Read(string name)
    {
        var directory = Path.Combine(Golden.Corpus, name, "manifests");

        return ManifestTree.Of(Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Select(path => new Manifest.Readable(Path.GetRelativePath(directory, path), File.ReadAllText(path))));
    }

    private static Dictionary<string, string> Render(Compilation compilation, ManifestTree manifests)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        if (compilation.Diagnostics is not [])
        {
            files["findings.txt"] = DiagnosticText.Render(compilation.Diagnostics, manifests);
        }

        if (compilation.Succeeded)
        {
            var resources = EnvoyResources.Parse(compilation.Snapshot.Resources);
            Add(files, "listeners.json", resources.Listeners);
            Add(files, "routes.json", resources.RouteConfigurations);
            Add(files, "clusters.json", resources.Clusters);
            Add(files, "endpoints.json", resources.Endpoints);
            Add(files, "secrets.json", resources.Secrets);
        }

        return files;
    }

    private static void Add(Dictionary<string, string> files, string name, IEnumerable<IMessage> messages)
    {
        var text = string.Concat(messages.Select(message => EnvoyJson.Format(message) + "\n"));
        if (text.Length > 0)
        {
            files[name] = text;
        }
    }
}
