using System.Globalization;
using System.Text;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Tests.Routing;

/// <summary>
/// The matcher and a real Envoy, given the same random configurations, patterns and requests, must answer alike. A larger run:
/// set AGREEMENT_SEED, AGREEMENT_LISTENERS and AGREEMENT_REQUESTS (for each listener).
/// </summary>
public class EnvoyAgreementTests
{
    [Fact]
    public async Task Answers_as_Envoy_does()
    {
        var seed = Setting("AGREEMENT_SEED", 7);
        var routes = new RandomRoutes(seed);
        var listeners = Enumerable.Range(0, Setting("AGREEMENT_LISTENERS", 12))
            .Select(i => EnvoyProcess.Listener(Manager(routes, $"routes{i}"), $"listener{i}"))
            .ToList();
        using var envoy = await EnvoyProcess.StartAsync(listeners, TestContext.Current.CancellationToken);
        var matcher = new RouteMatcher(new() { Listeners = [.. listeners] });

        var differences = new List<string>();
        foreach (var listener in listeners)
        {
            var port = (int)listener.Address.SocketAddress.PortValue;
            using var client = new RawClient(port);
            for (var i = Setting("AGREEMENT_REQUESTS", 40); i > 0; i--)
            {
                var request = routes.Request(port);
                var decision = matcher.Match(request, explain: true);
                var ours = RawAnswer.Of(decision);
                var theirs = await client.SendAsync(request, TestContext.Current.CancellationToken);
                if (ours != theirs)
                {
                    differences.Add(
                        $"{Show(request)}\n  ours  {ours}\n  Envoy {theirs}\n  {Show(listener, decision, theirs)}");
                }
            }
        }

        Assert.True(
            differences.Count == 0,
            $"seed {seed}: {differences.Count} differences\n{string.Join('\n', differences.Take(25))}");
    }

    private static HttpConnectionManager Manager(RandomRoutes routes, string name) => new()
    {
        StatPrefix = name,
        UseRemoteAddress = true,
        NormalizePath = routes.Chance(2),
        MergeSlashes = routes.Chance(2),
        PathWithEscapedSlashesAction =
            (HttpConnectionManager.Types.PathWithEscapedSlashesAction)(
                routes.Chance(2) ? 0 : routes.Chance(2) ? 3 : routes.Chance(2) ? 4 : 2),
        StripAnyHostPort = routes.Chance(5),
        RouteConfig = routes.Configuration(name),
    };

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value
            : otherwise;

    private static string Show(RouteRequest request) =>
        $"{request.Method} {request.Authority} {request.Path} {string.Join("; ", request.Headers.Select(h => $"{h.Name}={h.Value}"))}";

    // The routes that either side took, as JSON.
    private static string Show(Listener listener, RouteDecision decision, RawAnswer theirs)
    {
        var manager = listener.FilterChains[0].Filters[0].TypedConfig.Unpack<HttpConnectionManager>();
        var all = manager.RouteConfig.VirtualHosts.SelectMany(host => host.Routes);
        var text = new StringBuilder();
        foreach (var route in all.Where(route => route.Name == theirs.Route || route.Name == decision.Route))
        {
            text.AppendLine(route.ToString());
        }

        manager.RouteConfig = null;
        foreach (var skipped in decision.Skipped.Where(skipped =>
            $"{decision.VirtualHost}/{skipped.Index}" == theirs.Route))
        {
            text.AppendLine($"skipped: {skipped.Reason}");
        }

        return text.Append(manager).ToString();
    }
}
