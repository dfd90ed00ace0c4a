using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model.Schema;

namespace GatewayPipeline.Compiler.Tests.Schema;

public class SchemaCheckerTests
{
    [Theory]
    [InlineData("spec: {servers: 5}", "GWP1102", "a list is expected here, but this is the number 5")]
    [InlineData("spec: [a]", "GWP1102", "a mapping is expected here, but this is a list")]
    [InlineData("spec: {servers: [{port: {number: \"80\", name: a, protocol: HTTP}, hosts: [a]}]}", "GWP1102", "text '80'")]
    [InlineData("spec: {servers: [{port: {number: 80, name: 80, protocol: HTTP}, hosts: [a]}]}", "GWP1102", "text is expected here, but this is the number 80")]
    [InlineData("spec: {servers: [{port: {number: 70000, name: a, protocol: HTTP}, hosts: [a]}]}", "GWP1104", "from 1 to 65535")]
    [InlineData("spec: {servers: [{port: {number: 80, name: a, protocol: HTTP}}]}", "GWP1105", "Gateway spec.servers[] needs the field 'hosts'")]
    [InlineData("spec: {servers: [{port: {number: 80, name: a, protocol: HTTP}, hosts: [y]}]}", "GWP1108", "YAML reads y without quotes as true")]
    [InlineData("spec: {selector: {istio: off}}", "GWP1108", "YAML reads off without quotes as false")]
    [InlineData("spec: {selector: {istio: true}}", "GWP1102", "text is expected here, but this is true")]
    [InlineData("spec: {selector: {istio: \"${NAME}\"}}", "GWP1109", "'${NAME}' looks like a placeholder")]
    [InlineData("spec: {selector: {istio: \"a-$(NAME)\"}}", "GWP1109", "'$(NAME)' looks like a placeholder")]
    [InlineData("spec: {selector: {istio: <your-gateway>}}", "GWP1109", "'<your-gateway>' looks like a placeholder")]
    [InlineData("spec: {selector: {istio: \"{{ .Values.gateway }}\"}}", "GWP1109", "'{{ .Values.gateway }}' looks like")]
    [InlineData("metadata2: {}", "GWP1101", "Gateway has no field 'metadata2'")]
    public void Says_what_is_wrong_with_a_Gateway(string text, string code, string message)
    {
        var finding = Assert.Single(Checking.Check($"apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: a}}\n{text}\n"));

        Assert.Equal(code, finding.Rule.Code);
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
        Assert.Equal(new("Gateway", "default", "a"), finding.Resource);
    }

    [Theory]
    [InlineData("timeout: 5", "GWP1106", "give it a unit: 5s")]
    [InlineData("timeout: soon", "GWP1106", "such as 1.5s")]
    [InlineData("timeout: ${TIMEOUT}", "GWP1106", "envsubst")]
    [InlineData("match: [{uri: /api}]", "GWP1102", "exact, prefix, regex")]
    [InlineData("match: [{uri: {prefx: /api}}]", "GWP1101", "did you mean 'prefix'?")]
    [InlineData("match: [{uri: {Prefix: /api}}]", "GWP1101", "did you mean 'prefix'?")]
    [InlineData("route: [{destination: {host: a}, timeout: 1s}]", "GWP1101", "'timeout' belongs to VirtualService spec.http[]: indent it less")]
    [InlineData("{route: [{destination: {host: a}}], retries: {attempts: 1}, perTryTimeout: 1s}", "GWP1101", "'perTryTimeout' belongs into 'retries'")]
    [InlineData("{route: [{destination: {host: a}, weight: -3000000000}]}", "GWP1104", "")]
    [InlineData("redirect: {derivePort: FROM_REQUEST_PRT}", "GWP1103", "did you mean FROM_REQUEST_PORT? allowed are FROM_PROTOCOL_DEFAULT")]
    [InlineData("redirect: {derivePort: 2}", "GWP1103", "allowed are")]
    [InlineData("retries: {per_try_timeout: 1s, perTryTimeout: 2s}", "GWP1110", "keep 'perTryTimeout'")]
    public void Gives_advice_on_a_route(string text, string code, string help)
    {
        var finding = Assert.Single(Checking.Check(Route(text)));

        Assert.Equal(code, finding.Rule.Code);
        Assert.Contains(help, finding.Help ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("timeout: 0s")]
    [InlineData("timeout: 1h30m")]
    [InlineData("timeout: 1.5s")]
    [InlineData("timeout: null")]
    [InlineData("redirect: {derivePort: 1}")]
    [InlineData("redirect: {derive_port: FROM_REQUEST_PORT}")]
    [InlineData("mirror_percent: 5")]
    [InlineData("fault: {delay: {percentage: {value: 10}}}")]
    [InlineData("fault: {delay: {percentage: {value: 0.1}}}")]
    [InlineData("match: [{port: 0x50}]")]
    [InlineData("match: [{headers: {any-name: {exact: \"true\"}}}]")]
    [InlineData("directResponse: {status: 200, body: {string: \"{{ not a template }} ${x}\"}}")]
    public void Accepts_what_Istio_accepts(string text) => Assert.Empty(Checking.Check(Route(text)));

    [Fact]
    public void An_unknown_field_is_a_warning_where_Istio_ignores_it()
    {
        Assert.Equal(Severity.Error, Assert.Single(Checking.Check(Route("tiemout: 1s"))).Severity);
        Assert.Equal(Severity.Warning, Assert.Single(Checking.Check(Route("tiemout: 1s"), Profile.Istio)).Severity);
    }

    [Fact]
    public void Names_a_field_that_no_feature_claims_once_and_looks_at_what_lies_beneath()
    {
        var claims = FieldClaims.Of(["VirtualService spec.hosts", "VirtualService spec.http[].route[].destination.host"]);
        var findings = Checking.Check(Route("{route: [{destination: {host: a, port: {number: x}}}], fault: {abort: {nonsense: 1}}}"), claims: claims);

        Assert.Equal(
            [
                "VirtualService spec.http[].route[].destination.port is not handled yet",
                "a whole number is expected here, but this is the text 'x'",
                "VirtualService spec.http[].fault is not handled yet",
                "VirtualService spec.http[].fault.abort has no field 'nonsense'",
            ],
            findings.Select(finding => finding.Message));
    }

    [Fact]
    public void A_claim_covers_the_field_its_items_and_what_lies_above()
    {
        var claims = FieldClaims.Of(["VirtualService spec.http[].headers.request.set", "Gateway spec.nothing", "Gateway"]);

        Assert.Equal(["Gateway spec.nothing", "Gateway"], claims.Unknown);
        Assert.Equal(FieldStatus.Handled, Status("spec.http"));
        Assert.Equal(FieldStatus.Handled, Status("spec.http[].headers.request.set{}"));
        Assert.Equal(FieldStatus.NotYet, Status("spec.http[].headers.request.add"));
        Assert.Equal(FieldStatus.NoEffect, Status("spec.tls[].match[].sourceLabels{}"));

        FieldStatus Status(string path) =>
            claims.StatusOf(Vocabulary.Find("VirtualService", path) ?? throw new InvalidOperationException($"no field {path}"));
    }

    [Fact]
    public void Says_nothing_of_fields_without_effect_and_of_fields_that_Kubernetes_adds() => Assert.Empty(Checking.Check(
        """
        apiVersion: v1
        kind: Service
        metadata:
          name: a
          annotations: {a: "1"}
          managedFields: [{manager: x}]
        spec:
          type: NodePort
          clusterIP: None
          somethingNew: {a: 1}
          ports: [{port: 80, nodePort: 30080, targetPort: http}]
        status: {loadBalancer: {}}
        """,
        claims: FieldClaims.Of(["Service spec.ports[].port", "Service spec.ports[].targetPort"])));

    [Fact]
    public void Speaks_of_a_slip_in_a_Kubernetes_object()
    {
        var finding = Assert.Single(Checking.Check("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selectr: {a: b}}\n"));

        Assert.Equal(("GWP1112", Severity.Warning), (finding.Rule.Code, finding.Severity));
        Assert.Equal("did you mean 'selector'?", finding.Help);
    }

    [Fact]
    public void Wants_labels_to_be_text()
    {
        var finding = Assert.Single(Checking.Check("apiVersion: v1\nkind: Service\nmetadata: {name: a, labels: {version: 1}}\n"));

        Assert.Equal("a.yaml:3:39: error GWP1102: text is expected here, but this is the number 1", finding.ToString());
        Assert.Equal("quote it: \"1\"", finding.Help);
    }

    [Fact]
    public void Reads_an_EndpointSlice_which_has_no_spec() => Assert.Empty(Checking.Check("""
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: a, labels: {kubernetes.io/service-name: a}, creationTimestamp: 2024-01-01T00:00:00Z}
        addressType: IPv4
        endpoints: [{addresses: [10.0.0.1], conditions: {ready: true}, zone: a}]
        ports: [{port: 80, name: http}]
        """));

    [Fact]
    public void An_object_without_spec_lacks_what_its_kind_needs()
    {
        var finding = Assert.Single(Checking.Check("apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\n"));

        Assert.Equal("a.yaml:3:18: error GWP1105: DestinationRule spec needs the field 'host'", finding.ToString());
    }

    private static string Route(string route) =>
        $"apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: a}}\nspec:\n  hosts: [a.example.com]\n  http:\n  - {route}\n";
}
