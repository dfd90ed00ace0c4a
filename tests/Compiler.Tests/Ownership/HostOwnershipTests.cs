using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Tests.Ownership;

/// <summary>Who may use which host: each row is a rule for namespace a, another one, and what namespace b tries.</summary>
public sealed class HostOwnershipTests
{
    private const string OfA = "{hosts: [orders.example.com], namespace: a}";
    private const string WildcardOfA = "{hosts: ['*.example.com'], namespace: a, allowWildcard: true}";

    [Theory]
    [InlineData("orders.example.com", "GWP4201")]
    [InlineData("ORDERS.example.com", "GWP4201")]
    [InlineData("orders.example.com.", "GWP4201")]
    [InlineData("*.example.com", "GWP4201")]
    [InlineData("*.com", "GWP4201")]
    [InlineData("*", "GWP4201")]
    [InlineData("other.example.com", "GWP4201")]
    public void A_host_of_another_cannot_be_taken_in_any_spelling(string host, string code) => Assert.Equal(
        [code], Tenants.Errors(Compile([OfA], Tenants.Route("b", host))));

    [Theory]
    [InlineData("Orders.Example.COM.", "orders.example.com")]
    [InlineData("orders.example.com:8443", "orders.example.com")]
    [InlineData("b\u00fccher.example", "xn--bcher-kva.example")]
    [InlineData("B\u00dcCHER.example.", "xn--bcher-kva.example")]
    [InlineData("xn--BCHER-kva.example", "xn--bcher-kva.example")]
    [InlineData("*.B\u00fccher.example", "shop.xn--bcher-kva.example")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    public void A_host_is_granted_in_any_spelling(string granted, string host)
    {
        var rule = $"{{hosts: ['{granted}'], namespace: a}}";

        Assert.Empty(Tenants.Errors(Compile([rule], Tenants.Route("a", host))));
        Assert.Equal(["GWP4201"], Tenants.Errors(Compile([rule], Tenants.Route("b", host))));
    }

    // A Cyrillic letter that looks like a Latin one makes another host.
    [Fact]
    public void A_host_that_only_looks_the_same_is_another_one() => Assert.Equal(
        ["GWP4201"],
        Tenants.Errors(Compile(["{hosts: ['p\u0430ypal.example'], namespace: a}"], Tenants.Route("a", "paypal.example"))));

    [Fact]
    public void A_wildcard_does_not_reach_a_host_that_is_granted_to_another()
    {
        const string OfB = "{hosts: [orders.example.com], namespace: b}";

        Assert.Equal(["GWP4201"], Tenants.Errors(Compile([WildcardOfA, OfB], Tenants.Route("a", "orders.example.com"))));
        Assert.Empty(Tenants.Errors(Compile([WildcardOfA, OfB], Tenants.Route("b", "orders.example.com"))));
        Assert.Empty(Tenants.Errors(Compile([WildcardOfA, OfB], Tenants.Route("a", "www.example.com"))));
    }

    [Fact]
    public void A_host_that_its_owner_does_not_serve_is_not_served_by_the_wildcard_around_it()
    {
        string[] rules = [WildcardOfA, "{hosts: [orders.example.com, '*.b.example.com'], namespace: b}"];

        var hosts = Domains(Compile(rules, Tenants.Route("a", "*.example.com")));

        Assert.True(hosts["*.example.com"]);
        Assert.False(hosts["orders.example.com"]);
        Assert.False(hosts["*.b.example.com"]);
    }

    [Theory]
    [InlineData("{uri: {exact: /api}}", true)]
    [InlineData("{uri: {prefix: /api/}}", true)]
    [InlineData("{uri: {prefix: /api/v1}}", true)]
    [InlineData("{uri: {regex: '/api/v[12]/.*'}}", true)]
    [InlineData("{uri: {regex: '/api/(one|two)'}}", true)]
    [InlineData("{uri: {prefix: /api}}", false)]
    [InlineData("{uri: {prefix: /}}", false)]
    [InlineData("{uri: {exact: /apify}}", false)]
    [InlineData("{uri: {exact: /API}}", false)]
    [InlineData("{uri: {exact: /api/v1}, ignoreUriCase: true}", false)]
    [InlineData("{uri: {regex: '/api/one|/admin'}}", false)]
    [InlineData("{uri: {regex: '/api(/one)|/admin'}}", false)]
    [InlineData("{uri: {regex: '/api/?.*'}}", false)]
    [InlineData("{uri: {regex: '(?i)/api/one'}}", false)]
    [InlineData("{headers: {x-a: {exact: '1'}}}", false)]
    [InlineData("{}", false)]
    public void A_path_is_granted_in_whole_segments(string match, bool isGranted)
    {
        string[] rules = [OfA, "{hosts: [orders.example.com], namespace: b, pathPrefixes: [/api/]}"];

        Assert.Equal(
            isGranted ? [] : ["GWP4203"], Tenants.Errors(Compile(rules, Tenants.Route("b", "orders.example.com", match))));
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("{uri: {prefix: /}}", true)]
    [InlineData("{uri: {prefix: /orders}}", true)]
    [InlineData("{uri: {exact: /apify}}", true)]
    [InlineData("{uri: {prefix: /a}}", false)]
    [InlineData("{uri: {prefix: /api/v1}}", false)]
    [InlineData("{uri: {regex: '/a.*'}}", false)]
    [InlineData("{uri: {prefix: /}, headers: {x-a: {exact: '1'}}}", false)]
    [InlineData("{queryParams: {a: {exact: '1'}}}", false)]
    public void A_rule_does_not_shadow_the_path_of_another(string match, bool isGranted)
    {
        string[] rules = [OfA, "{hosts: [orders.example.com], namespace: b, pathPrefixes: [/api]}"];

        Assert.Equal(
            isGranted ? [] : ["GWP4203"], Tenants.Errors(Compile(rules, Tenants.Route("a", "orders.example.com", match))));
    }

    [Fact]
    public void A_grant_that_is_taken_back_is_an_error_at_the_route_that_names_the_owner()
    {
        var finding = Assert.Single(
            Compile(["{hosts: [other.example.com], namespace: b}"], Tenants.Route("b", "orders.example.com")).Diagnostics,
            found => found.Rule == OwnershipRules.HostNotOwned);

        Assert.Equal("002.yaml:5:11", $"{finding.Span}");
        Assert.Contains("it belongs to namespace 'istio-system'", finding.Message, StringComparison.Ordinal);
        Assert.Equal("001.yaml", Assert.Single(finding.Related).Span.Path);
    }

    [Theory]
    [InlineData("tls: [{match: [{port: 443, sniHosts: [orders.example.com]}], route: [{destination: {host: x}}]}]")]
    [InlineData("tls: [{match: [{port: 443, sniHosts: [\"*.example.com\"]}], route: [{destination: {host: x}}]}]")]
    public void A_server_name_belongs_to_the_owner_of_the_host(string rules)
    {
        var route = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: sni, namespace: b}\n"
            + $"spec: {{hosts: [\"*.example.com\"], gateways: [istio-system/edge], {rules}}}\n"
            + "---\napiVersion: v1\nkind: Service\nmetadata: {name: x, namespace: b}\nspec: {ports: [{port: 443, name: tls}]}\n";

        const string WildcardOfB = "{hosts: ['*.example.com'], namespace: b, allowWildcard: true}";

        Assert.Equal(["GWP4201"], Tenants.Errors(Compile([OfA, WildcardOfB], route)));
        Assert.Empty(Tenants.Errors(Compile([WildcardOfB], route)));
    }

    [Fact]
    public void An_owner_lets_others_in_and_nobody_lets_himself_in()
    {
        var route = Tenants.Route("b", "orders.example.com");
        var grant = "{hosts: [orders.example.com], namespace: b}";

        Assert.Empty(Tenants.Errors(Compile([WildcardOfA], route, Tenants.Owners([grant], "a", "mine"))));
        Assert.Equal(["GWP4201", "GWP4205"], Tenants.Errors(Compile([WildcardOfA], route, Tenants.Owners([grant], "b", "mine"))));
    }

    [Fact]
    public void With_a_source_of_the_platform_a_push_cannot_bring_its_own_grant()
    {
        string[] platform = [Tenants.Owners([Tenants.PlatformRule, OfA])];
        string[] push =
        [
            Tenants.Gateway,
            Tenants.Route("b", "orders.example.com"),
            Tenants.Owners(["{hosts: [orders.example.com], namespace: b}"]),
        ];

        Assert.Equal(["GWP4106", "GWP4201"], Tenants.Errors(Tenants.Compile(push, platform)));
        Assert.Empty(Tenants.Errors(Tenants.Compile([Tenants.Gateway, Tenants.Route("a", "orders.example.com")], platform)));
    }

    [Fact]
    public void What_is_wrong_in_the_platforms_source_is_told_under_its_own_path()
    {
        string[] platform = [Tenants.Owners(["{hosts: [x_y], namespace: a}", Tenants.PlatformRule])];
        var finding = Assert.Single(
            Tenants.Compile([Tenants.Gateway], platform).Diagnostics, found => found.Severity is Severity.Error);

        Assert.Equal("platform:000.yaml:6:14: error GWP4206", $"{finding}"[..37]);
    }

    [Fact]
    public void Without_a_HostOwnership_everybody_may_use_every_host() =>
        Assert.Empty(Tenants.Errors(Tenants.Compile([Tenants.Gateway, Tenants.Route("b", "orders.example.com")])));

    private static Compilation Compile(IEnumerable<string> rules, params IEnumerable<string> documents) =>
        Tenants.Compile([Tenants.Gateway, Tenants.Owners([Tenants.PlatformRule, .. rules]), .. documents]);

    // Each domain, and whether it has routes.
    private static Dictionary<string, bool> Domains(Compilation compilation) =>
        EnvoyResources.Parse((compilation.Snapshot ?? throw new InvalidOperationException("it did not compile")).Resources)
            .RouteConfigurations.SelectMany(routes => routes.VirtualHosts)
            .SelectMany(host => host.Domains.Select(domain => (domain, host.Routes.Count > 0)))
            .ToDictionary(StringComparer.Ordinal);
}
