using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Tests.Ownership;

/// <summary>Writes trees in which namespaces share a gateway, and compiles them.</summary>
internal static class Tenants
{
    /// <summary>A gateway of the platform for every host.</summary>
    public const string Gateway = """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: edge, namespace: istio-system}
        spec:
          selector: {istio: ingressgateway}
          servers:
          - {port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}
          - {port: {number: 443, name: tls, protocol: TLS}, tls: {mode: PASSTHROUGH}, hosts: ["*"]}
        """;

    /// <summary>Lets the gateway be.</summary>
    public const string PlatformRule = "{hosts: ['*'], namespace: istio-system, allowWildcard: true}";

    public static string Owners(IEnumerable<string> rules, string @namespace = "istio-system", string name = "owners") =>
        $"apiVersion: gatewaypipeline.dev/v1\nkind: HostOwnership\nmetadata: {{name: {name}, namespace: {@namespace}}}\n"
        + "spec:\n  rules:\n" + string.Concat(rules.Select(rule => $"  - {rule}\n"));

    /// <summary>A VirtualService whose rules have these matches; none: one that takes everything.</summary>
    public static string Route(string @namespace, string host, params IEnumerable<string> matches) =>
        $"apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: {Name(host)}, namespace: {@namespace}}}\n"
        + $"spec:\n  hosts: [\"{host}\"]\n  gateways: [istio-system/edge]\n  http:\n"
        + string.Concat(matches.DefaultIfEmpty("{}").Select(match => $"  - match: [{match}]\n    directResponse: {{status: 200}}\n"))
            .Replace("  - match: [{}]\n    ", "  - ", StringComparison.Ordinal);

    public static Compilation Compile(IEnumerable<string> documents, IEnumerable<string>? platform = null) =>
        GatewayCompiler.Compile(Tree(documents), new() { Platform = platform is null ? null : Tree(platform) });

    /// <summary>The codes of errors, each once.</summary>
    public static ImmutableArray<string> Errors(Compilation compilation) =>
    [
        .. compilation.Diagnostics.Where(finding => finding.Severity is Severity.Error)
            .Select(finding => finding.Rule.Code)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    public static ManifestTree Tree(IEnumerable<string> documents) =>
        ManifestTree.Of(documents.Index().Select(text => new Manifest.Readable($"{text.Index:D3}.yaml", text.Item)));

    private static string Name(string host) =>
        "route" + string.Concat(host.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')).TrimEnd('-');
}
