using System.Diagnostics;
using System.Text;
using Envoy.Config.Listener.V3;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Tests.Routing.Agreement;

/// <summary>
/// Gives the same random route tables and requests to the matcher and to a real Envoy, and compares what they answer.
/// </summary>
public sealed class AgreementCampaign(IRandomTables random, string envoy)
{
    /// <summary>So many listeners start and stop quickly in one Envoy.</summary>
    private const int TablesAtOnce = 50;

    /// <summary>Ends early, between two Envoys, when <paramref name="limit"/> is over.</summary>
    public async Task<AgreementReport> RunAsync(
        int tables, int requestsEach, TimeSpan limit, CancellationToken cancellation)
    {
        var report = new AgreementReport();
        var clock = Stopwatch.StartNew();
        while (report.Tables < tables && clock.Elapsed < limit)
        {
            var batch = random.Draw(Math.Min(TablesAtOnce, tables - report.Tables));
            report.AddTables(batch);
            await CompareAsync(batch, requestsEach, report, cancellation);
        }

        return report;
    }

    private async Task CompareAsync(
        TableBatch batch, int requestsEach, AgreementReport report, CancellationToken cancellation)
    {
        using var running = await EnvoyProcess.StartAsync(envoy, batch.Listeners, batch.Clusters, cancellation);
        var matcher = new RouteMatcher(batch.Resources);
        foreach (var (listener, port) in batch.Listeners.Zip(batch.Ports))
        {
            using var client = new RawClient(port);
            for (var left = requestsEach; left > 0; left--)
            {
                var request = random.Request(port);
                var decision = matcher.Match(request, explain: true);
                report.AddRequest(decision);
                var ours = RawAnswer.Of(decision, batch.ChoosesByHeader);
                var theirs = await client.SendAsync(request, cancellation);
                if (ours != theirs)
                {
                    report.Differences.Add(
                        $"{Show(request)}\n  ours  {ours}\n  Envoy {theirs}\n  {Show(listener, decision, theirs)}");
                }
            }
        }
    }

    private static string Show(RouteRequest request) =>
        $"{request.Method} {request.Authority} {request.Path} "
        + string.Join("; ", request.Headers.Select(header => $"{header.Name}={header.Value}"));

    // The routes that either side took, as JSON.
    private static string Show(Listener listener, RouteDecision decision, RawAnswer theirs)
    {
        var text = new StringBuilder();
        var taken = RouteTables.RoutesOf(listener)
            .Where(route => route.Name == theirs.Route || route.Name == decision.Route);
        foreach (var route in taken)
        {
            text.AppendLine(route.ToString());
        }

        foreach (var skipped in decision.Skipped.Where(skipped => skipped.Name == theirs.Route))
        {
            text.AppendLine($"skipped: {skipped.Reason}");
        }

        var manager = RouteTables.ManagerOf(listener);
        manager.RouteConfig = null;

        return text.Append(manager).ToString();
    }
}
