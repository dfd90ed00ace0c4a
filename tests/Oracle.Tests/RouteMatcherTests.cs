using System.Text.Json;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Routing;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.Oracle.Tests;

/// <summary>What our matcher foretells of a request is what Envoy made of it when the cases were recorded.</summary>
public sealed class RouteMatcherTests : IDisposable
{
    /// <summary>For each request that a filter or an upstream decides, so many are decided by routing.</summary>
    private const int JudgedForEachLeft = 10;

    private readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void Foretells_every_recorded_answer_that_routing_decides()
    {
        var notYet = NotYet.Read();
        var (judged, left) = (0, new List<string>());
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
                if (recorded.TryGetProperty(name, out var outcome) && RecordedRequest.TryRead(request) is { } sent)
                {
                    var verdict = foreteller.Judge(sent, outcome);
                    (verdict is { Length: > 0 } ? wrong : verdict is null ? left : []).Add(
                        $"{oracleCase.Name}, {name}: {verdict ?? outcome.ToString()}");
                    judged += verdict is null ? 0 : 1;
                }
            }
        }

        Assert.True(
            judged > JudgedForEachLeft * left.Count,
            $"only {judged} requests were judged; more than routing is said to decide these:\n"
            + string.Join('\n', left));
        Assert.True(
            wrong is [],
            $"RouteMatcher foretells {judged - wrong.Count} of {judged} answers; not these:\n"
            + string.Join('\n', wrong));
    }
}
