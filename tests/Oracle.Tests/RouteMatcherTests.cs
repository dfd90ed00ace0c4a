using System.Text.Json;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Routing;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.Oracle.Tests;

/// <summary>What our matcher foretells of a request is what Envoy made of it when the cases were recorded.</summary>
public sealed class RouteMatcherTests : IDisposable
{
    private readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void Foretells_every_recorded_answer_that_routing_decides()
    {
        var notYet = NotYet.Read();
        var judged = 0;
        var wrong = new List<string>();
        foreach (var oracleCase in OracleFolder.FindOrSkip().Cases().Where(each => !notYet.Contains(each.Name)))
        {
            if (oracleCase.Compile(workspace.Root).Snapshot is not { } snapshot)
            {
                continue;
            }

            var foreteller = new Foreteller(EnvoyResources.Parse(snapshot.Resources), oracleCase.Read("backends.json"));
            var recorded = oracleCase.Read("expected.json").GetProperty("results");
            foreach (var request in oracleCase.Read("requests.json").GetProperty("requests").EnumerateArray())
            {
                var name = request.GetProperty("name").GetString() ?? "";
                if (recorded.TryGetProperty(name, out var outcome)
                    && RecordedRequest.TryRead(request) is { } sent
                    && foreteller.Judge(sent, outcome) is { } verdict)
                {
                    judged++;
                    wrong.AddRange(verdict.Length == 0 ? [] : [$"{oracleCase.Name}, {name}: {verdict}"]);
                }
            }
        }

        Assert.True(judged > 0, "no request was judged");
        Assert.True(
            wrong is [],
            $"RouteMatcher foretells {judged - wrong.Count} of {judged} answers; not these:\n"
            + string.Join('\n', wrong));
    }
}
