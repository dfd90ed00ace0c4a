using System.Text;
using GatewayPipeline.Compiler.Analysis;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Ir;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Fleets;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Tests.Analysis;

/// <summary>No analyzer compares each with each: many rules for one host take little longer than as many for several.</summary>
[Collection(nameof(Alone))]
public sealed class AnalysisSpeedTests
{
    private const int Rules = 5_000;

    public static TheoryData<string, string> Tables => new()
    {
        { "prefixes", "{uri: {prefix: /p%/}}" },
        { "paths", "{uri: {exact: /p%}}" },
        { "headers under one prefix", "{uri: {prefix: /}, headers: {x-tenant: {exact: t%}}}" },
        { "prefixes of one header", "{headers: {x-tenant: {prefix: t%-}}}" },
        { "expressions", "{uri: {regex: \"/p%/[0-9]+\"}}" },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_host_with_thousands_of_rules_is_analysed_at_once(string what, string match)
    {
        var tree = Tree(match);
        var diagnostics = new DiagnosticBag(Profile.Edge);
        var objects = ObjectReader.Read(tree, diagnostics).Objects;
        var model = Binder.Bind(objects, FleetSet.Implied, MeshSettings.Default, diagnostics);
        var gateway = Lowering.Lower(model, diagnostics);

        var spent = Enumerable.Range(0, 2).Min(_ => Measure(() => Analyzers.Run(new(objects, model, gateway), new(Profile.Edge))));

        Assert.Equal(Rules, gateway.RouteConfigurations.Sum(routes => routes.VirtualHosts.Sum(host => host.Routes.Length)));
        Assert.True(spent < TimeSpan.FromSeconds(2), $"{Rules} rules ({what}) took {spent}: does an analyzer compare each with each?");
    }

    // What the processor spent counts: the machine may have other things to do, and no other test runs beside.
    private static TimeSpan Measure(Action run)
    {
        var before = Environment.CpuUsage.TotalTime;
        run();

        return Environment.CpuUsage.TotalTime - before;
    }

    // Half of the rules stand in one VirtualService, half in another one for the same host.
    private static ManifestTree Tree(string match)
    {
        var text = new StringBuilder("""
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: edge}
            spec:
              selector: {istio: ingressgateway}
              servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [a.example.com]}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: orders}
            spec: {ports: [{port: 8080, name: http}]}

            """);
        for (var number = 0; number < Rules; number++)
        {
            if (number % (Rules / 2) is 0)
            {
                text.Append(
                    $"---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v{number}}}\n"
                    + "spec:\n  hosts: [a.example.com]\n  gateways: [edge]\n  http:\n");
            }

            text.Append($"  - match: [{match.Replace("%", $"{number}", StringComparison.Ordinal)}]\n    route: [{{destination: {{host: orders}}}}]\n");
        }

        return ManifestTree.Of([new Manifest.Readable("a.yaml", text.ToString())]);
    }
}

/// <summary>Tests that measure, and so run beside no others.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
