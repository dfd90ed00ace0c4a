using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Tests.Model;

/// <summary>What is said of objects that are not compiled, and how often.</summary>
public sealed class PassedOverKindsTests
{
    [Theory]
    [InlineData("telemetry.istio.io/v1", "Telemetry")]
    [InlineData("networking.istio.io/v1alpha3", "EnvoyFilter")]
    [InlineData("extensions.istio.io/v1alpha1", "WasmPlugin")]
    [InlineData("extensions.istio.io/v1alpha1", "TrafficExtension")]
    [InlineData("security.istio.io/v1", "PeerAuthentication")]
    [InlineData("networking.istio.io/v1", "Sidecar")]
    [InlineData("networking.istio.io/v1beta1", "ProxyConfig")]
    [InlineData("networking.istio.io/v1", "WorkloadGroup")]
    [InlineData("networking.k8s.io/v1", "Ingress")]
    public void An_object_of_a_known_kind_has_an_info_of_its_own(string apiVersion, string kind) => Assert.Equal(
        [(ManifestRules.KindPassedOver.Code, Severity.Info, 2), (ManifestRules.KindPassedOver.Code, Severity.Info, 6)],
        Findings(apiVersion, kind, Profile.Edge));

    [Theory]
    [InlineData("AuthorizationPolicy", Profile.Edge, Severity.Error)]
    [InlineData("RequestAuthentication", Profile.Edge, Severity.Error)]
    [InlineData("AuthorizationPolicy", Profile.Istio, Severity.Warning)]
    [InlineData("RequestAuthentication", Profile.Istio, Severity.Warning)]
    public void An_object_that_guards_routes_is_not_passed_over_lightly(string kind, Profile profile, Severity severity) =>
        Assert.Equal(
            [(ManifestRules.GuardNotHandled.Code, severity, 2), (ManifestRules.GuardNotHandled.Code, severity, 6)],
            Findings("security.istio.io/v1", kind, profile));

    [Fact]
    public void Kinds_of_others_have_one_info_for_all_their_objects() => Assert.Equal(
        [(ManifestRules.KindPassedOver.Code, Severity.Info, 2)], Findings("apps/v1", "Deployment", Profile.Edge));

    private static IEnumerable<(string Code, Severity Severity, int Line)> Findings(
        string apiVersion, string kind, Profile profile)
    {
        static string Document(string apiVersion, string kind, string name) =>
            $"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: {name}}}\n---\n";
        var text = Document(apiVersion, kind, "one") + Document(apiVersion, kind, "two");

        return GatewayCompiler.Compile(ManifestTree.Of([new Manifest.Readable("a.yaml", text)]), new() { Profile = profile })
            .Diagnostics.Select(finding => (finding.Rule.Code, finding.Severity, finding.Span.Start.Line));
    }
}
