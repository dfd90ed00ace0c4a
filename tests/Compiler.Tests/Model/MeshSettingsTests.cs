using System.Text.Json;
using GatewayPipeline.Compiler.Tests.Corpus;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Tests.Model;

/// <summary>What a mesh file settles shows in Envoy's configuration.</summary>
public class MeshSettingsTests
{
    [Fact]
    public void Proxies_before_the_gateway_are_trusted_as_many_as_the_mesh_says()
    {
        var listener = Compile("defaultConfig: {gatewayTopology: {numTrustedProxies: 2, forwardClientCertDetails: APPEND_FORWARD}}").Listener;

        Assert.Contains("\"xffNumTrustedHops\": 2", listener, StringComparison.Ordinal);
        Assert.Contains("\"forwardClientCertDetails\": \"APPEND_FORWARD\"", listener, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gateway_that_only_forwards_says_nothing_of_its_client()
    {
        var listener = Compile("defaultConfig: {gatewayTopology: {forwardClientCertDetails: FORWARD_ONLY}}").Listener;

        Assert.DoesNotContain("setCurrentClientCertDetails", listener, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_without_retries_takes_those_of_the_mesh()
    {
        var policy = Compile("defaultHttpRetryPolicy: {attempts: 5, retryOn: '503'}").RetryPolicy;

        Assert.Equal(5, policy?.GetProperty("numRetries").GetInt32());
        Assert.Equal("retriable-status-codes", policy?.GetProperty("retryOn").GetString());
    }

    [Fact]
    public void A_mesh_can_switch_retries_off() => Assert.Null(Compile("defaultHttpRetryPolicy: {attempts: 0}").RetryPolicy);

    [Theory]
    [InlineData("enableTracing: true")]
    [InlineData("defaultConfig: {concurrency: 2}")]
    [InlineData("defaultConfig: {gatewayTopology: {proxyProtocol: {}}}")]
    public void A_setting_that_is_not_handled_yet_is_an_error(string mesh)
    {
        var compilation = GatewayCompiler.Compile(CorpusTests.Read("gateway/one-host"), Options(mesh));

        Assert.Equal(["GWP1201"], compilation.Diagnostics.Select(finding => finding.Rule.Code));
    }

    private static CompilerOptions Options(string mesh) => new() { Mesh = new Manifest.Readable("mesh.yaml", mesh) };

    private static (string Listener, JsonElement? RetryPolicy) Compile(string mesh)
    {
        var compilation = GatewayCompiler.Compile(CorpusTests.Read("gateway/one-host"), Options(mesh));
        Assert.True(compilation.Succeeded, string.Join('\n', compilation.Diagnostics));
        var resources = EnvoyResources.Parse(compilation.Snapshot.Resources);
        var routes = JsonDocument.Parse(EnvoyJson.Format(resources.RouteConfigurations[0])).RootElement;
        var action = routes.GetProperty("virtualHosts")[0].GetProperty("routes")[0].GetProperty("route");

        return (EnvoyJson.Format(resources.Listeners[0]), action.TryGetProperty("retryPolicy", out var policy) ? policy : null);
    }
}
