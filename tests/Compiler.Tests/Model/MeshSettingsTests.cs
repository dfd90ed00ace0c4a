using System.Text.Json;
using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Tests.Corpus;
using GatewayPipeline.Compiler.Text;
using ClusterV3 = Envoy.Config.Cluster.V3;
using TlsV3 = Envoy.Extensions.TransportSockets.Tls.V3;

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

    [Fact]
    public void A_proxy_may_tell_at_the_start_of_a_connection_whose_it_is() => Assert.Contains(
        "envoy.filters.listener.proxy_protocol", Compile("defaultConfig: {gatewayTopology: {proxyProtocol: {}}}").Listener, StringComparison.Ordinal);

    [Fact]
    public void A_keepalive_of_the_mesh_is_changed_in_parts()
    {
        var options = Cluster("policy/keepalive-and-retry-budget", "tcpKeepalive: {probes: 9, time: 7200s, interval: 75s}").UpstreamConnectionOptions;
        var untouched = Cluster("gateway/one-host", "tcpKeepalive: {probes: 9, time: 7200s, interval: 75s}").UpstreamConnectionOptions;

        Assert.NotEqual(untouched, options);
        Assert.Equal(9u, untouched.TcpKeepalive.KeepaliveProbes);
        Assert.Equal(7200u, untouched.TcpKeepalive.KeepaliveTime);
    }

    [Fact]
    public void A_mesh_can_ask_for_http2_everywhere()
    {
        Assert.Empty(Cluster("gateway/one-host", "connectTimeout: 10s").TypedExtensionProtocolOptions);
        Assert.NotEmpty(Cluster("gateway/one-host", "h2UpgradePolicy: UPGRADE").TypedExtensionProtocolOptions);
    }

    [Fact]
    public void A_part_of_the_default_traffic_policy_counts_where_no_rule_has_it()
    {
        const string Mesh = "defaultTrafficPolicy: {connectionPool: {tcp: {maxConnections: 7}}, outlierDetection: {consecutive5xxErrors: 2}}";

        Assert.Equal(7u, Cluster("gateway/one-host", Mesh).CircuitBreakers.Thresholds[0].MaxConnections);
        Assert.Equal(2u, Cluster("policy/connection-pool", Mesh).OutlierDetection.Consecutive5Xx);
        Assert.NotEqual(7u, Cluster("policy/connection-pool", Mesh).CircuitBreakers.Thresholds[0].MaxConnections);
    }

    [Theory]
    [InlineData("localityLbSetting: {distribute: [{from: '*', to: {us-east: 100}}]}")]
    [InlineData("zoneAwareLbSetting: {minClusterSize: 4}")]
    public void Places_count_as_the_mesh_says_where_no_rule_says_so(string mesh) =>
        Assert.NotEqual(Cluster("service/visibility", "{}").CommonLbConfig, Cluster("service/visibility", mesh).CommonLbConfig);

    [Fact]
    public void A_server_offers_what_the_mesh_says_of_TLS()
    {
        var with = Compile("tls/several-certificates", "tlsDefaults: {minProtocolVersion: TLSV1_3, ecdhCurves: [P-256]}");
        var parameters = TlsV3.DownstreamTlsContext.Parser.ParseFrom(with.Listeners[0].FilterChains[0].TransportSocket.TypedConfig.Value).CommonTlsContext.TlsParams;

        Assert.Equal(TlsV3.TlsParameters.Types.TlsProtocol.Tlsv13, parameters.TlsMinimumProtocolVersion);
        Assert.Equal(["P-256"], parameters.EcdhCurves);
    }

    [Fact]
    public void What_the_page_of_manifests_lists_is_read() => Assert.All(
        MeshSettings.Handled.Concat(MeshSettings.WithoutEffect),
        name => Assert.Empty(GatewayCompiler.Compile(CorpusTests.Read("gateway/one-host"), Options(Nested(name))).Diagnostics));

    [Theory]
    [InlineData("defaultVirtualServiceExportTo: ['.']")]
    [InlineData("defaultServiceExportTo: ['.']")]
    public void What_is_exported_by_default_is_the_meshs_to_say(string mesh)
    {
        var compilation = GatewayCompiler.Compile(CorpusTests.Read("gateway/one-host"), Options(mesh) with { Profile = Profile.Istio });

        Assert.Empty(EnvoyResources.Parse(Assert.IsType<XdsSnapshot>(compilation.Snapshot).Resources).Clusters);
    }

    [Theory]
    [InlineData("enableTracing: true")]
    [InlineData("defaultConfig: {concurrency: 2}")]
    [InlineData("defaultConfig: {proxyHeaders: {server: {disabled: true}}}")]
    public void A_setting_that_is_not_handled_yet_is_an_error(string mesh)
    {
        var compilation = GatewayCompiler.Compile(CorpusTests.Read("gateway/one-host"), Options(mesh));

        Assert.Equal(["GWP1201"], compilation.Diagnostics.Select(finding => finding.Rule.Code));
    }

    private static string Nested(string name) => string.Concat(name.Split('.').Select(part => $"{part}: {{")) + new string('}', name.Split('.').Length);

    private static CompilerOptions Options(string mesh) => new() { Mesh = new Manifest.Readable("mesh.yaml", mesh) };

    private static ClusterV3.Cluster Cluster(string name, string mesh) => Compile(name, mesh).Clusters[0];

    private static EnvoyResources Compile(string name, string mesh)
    {
        var compilation = GatewayCompiler.Compile(CorpusTests.Read(name), Options(mesh));
        Assert.True(compilation.Succeeded, string.Join('\n', compilation.Diagnostics));

        return EnvoyResources.Parse(compilation.Snapshot.Resources);
    }

    private static (string Listener, JsonElement? RetryPolicy) Compile(string mesh)
    {
        var resources = Compile("gateway/one-host", mesh);
        var routes = JsonDocument.Parse(EnvoyJson.Format(resources.RouteConfigurations[0])).RootElement;
        var action = routes.GetProperty("virtualHosts")[0].GetProperty("routes")[0].GetProperty("route");

        return (EnvoyJson.Format(resources.Listeners[0]), action.TryGetProperty("retryPolicy", out var policy) ? policy : null);
    }
}
