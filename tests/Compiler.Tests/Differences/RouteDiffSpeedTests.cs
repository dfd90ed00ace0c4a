using System.Diagnostics;
using System.Globalization;
using System.Text;
using GatewayPipeline.Compiler.Differences;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Tests.Differences;

/// <summary>A reviewer waits for it, so large trees must not take long, whatever was done to them.</summary>
public sealed class RouteDiffSpeedTests
{
    private const int Routes = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("one timeout")]
    [InlineData("every timeout")]
    [InlineData("all turned round")]
    [InlineData("all turned round, each with its own timeout")]
    [InlineData("all gone")]
    public void Ten_thousand_routes_of_one_host_are_compared_in_seconds(string edit)
    {
        var before = Compile(index => index, edit.EndsWith("own timeout", StringComparison.Ordinal) ? index => index + 1 : _ => 5, Routes);
        var after = edit switch
        {
            "one timeout" => Compile(index => index, index => index == Routes / 2 ? 6 : 5, Routes),
            "every timeout" => Compile(index => index, _ => 6, Routes),
            "all turned round" => Compile(index => Routes - 1 - index, _ => 5, Routes),
            "all turned round, each with its own timeout" => Compile(index => Routes - 1 - index, index => index + 1, Routes),
            _ => Compile(index => index, _ => 5, 1),
        };
        var watch = Stopwatch.StartNew();

        var diff = RouteDiff.Between(before, after);

        Assert.True(watch.Elapsed < Patience, $"{edit}: it took {watch.Elapsed.TotalSeconds:0.0} s");
        TestContext.Current.SendDiagnosticMessage($"{edit}: {watch.ElapsedMilliseconds} ms, {DiffTotals.Of(diff)}");
        Assert.Equal(edit.StartsWith("all turned", StringComparison.Ordinal), diff.IsEmpty);
    }

    private static DiffSide Compile(Func<int, int> numberAt, Func<int, int> timeoutOf, int count)
    {
        var text = new StringBuilder("""
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: { name: edge, namespace: istio-system }
            spec:
              selector: { istio: ingressgateway }
              servers:
                - { port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }
            ---
            apiVersion: v1
            kind: Service
            metadata: { name: orders, namespace: shop }
            spec: { ports: [{ name: http, port: 8080 }] }
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: { name: shop, namespace: shop }
            spec:
              hosts: [shop.example]
              gateways: [istio-system/edge]
              http:

            """);
        for (var index = 0; index < count; index++)
        {
            var number = numberAt(index);
            text.Append(CultureInfo.InvariantCulture, $"    - match: [{{ uri: {{ exact: /orders/{number} }} }}]\n")
                .Append(CultureInfo.InvariantCulture, $"      timeout: {timeoutOf(number)}s\n")
                .Append("      route: [{ destination: { host: orders } }]\n");
        }

        var compilation = GatewayCompiler.Compile(ManifestTree.Of([new Manifest.Readable("shop.yaml", text.ToString())]), new());

        return DiffSide.Of(compilation)
            ?? throw new InvalidOperationException($"The tree must compile: {string.Join('\n', compilation.Diagnostics)}");
    }
}
