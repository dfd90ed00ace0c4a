using System.Globalization;
using System.Text.Json;
using Envoy.Config.Endpoint.V3;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Oracle.Tests;

/// <summary>Holds what the matcher says of a request against what came of it.</summary>
internal sealed class Foreteller
{
    private readonly RouteMatcher matcher;
    private readonly Dictionary<string, HashSet<string>> backends;

    public Foreteller(EnvoyResources resources, JsonElement servers)
    {
        matcher = new(resources);
        var names = servers.EnumerateObject().ToDictionary(
            server => uint.Parse(server.Name, CultureInfo.InvariantCulture),
            server => server.Value.GetProperty("name").GetString() ?? "");
        var assignments = resources.Endpoints
            .Select(assignment => (assignment.ClusterName, Assignment: assignment))
            .Concat(resources.Clusters.Where(cluster => cluster.LoadAssignment is not null)
                .Select(cluster => (ClusterName: cluster.Name, Assignment: cluster.LoadAssignment)));
        backends = assignments.ToLookup(pair => pair.ClusterName, pair => pair.Assignment).ToDictionary(
            group => group.Key,
            group => group.SelectMany(Ports).Select(port => names.GetValueOrDefault(port, "")).ToHashSet());
    }

    /// <summary>Null: more than routing had a say. Empty: as foretold. Else what differs.</summary>
    public string? Judge(RouteRequest request, JsonElement recorded)
    {
        var decision = matcher.Match(request);
        var status = recorded.TryGetProperty("status", out var number) ? number.GetInt32() : (int?)null;
        var backend = RecordedRequest.Text(recorded, "backend");
        var outcome = decision.Outcome;
        if (Summary(recorded) is { Length: > 0 } labels)
        {
            return JudgeAll(labels, outcome);
        }

        // A filter answered before the router did: a preflight, an injected fault, a refusal.
        if (status is 200 or 204 && backend is null && request.Method is "OPTIONS")
        {
            return null;
        }

        return (outcome, backend) switch
        {
            (RouteOutcome.Cluster cluster, not null) => Backend([cluster.Name], backend, decision, recorded),
            (RouteOutcome.Weighted weighted, not null) =>
                Backend(weighted.Choices.Select(choice => choice.Cluster), backend, decision, recorded),
            (RouteOutcome.Tcp tcp, not null) when request.Scheme is "http" =>
                Serves(tcp.Destination, backend) ? "" : $"{backend} answered, not {tcp.Destination}",
            (RouteOutcome.Redirect redirect, null) =>
                Compare($"{redirect.Status} {redirect.Location}", status, RecordedRequest.Text(recorded, "location")),
            (RouteOutcome.DirectResponse direct, null) =>
                Compare(
                    $"{direct.Status} {(request.Method is "HEAD" ? "" : direct.Body)}",
                    status,
                    RecordedRequest.Text(recorded, "body")),
            (RouteOutcome.NotFound, null) => Compare("404", status, null),
            (RouteOutcome.Rejected rejected, null) => Compare($"{rejected.Status}", status, null),
            (RouteOutcome.NoConnection, null) => status is null ? "" : $"{outcome} instead of {recorded}",

            // Where a request goes is right or wrong; that nobody answered there is for the upstream to explain.
            (RouteOutcome.Cluster or RouteOutcome.Weighted, null) when IsOfRouting(status, recorded) =>
                $"{outcome} instead of {recorded}",
            (_, not null) when outcome is not RouteOutcome.Tcp => $"{outcome} instead of {recorded}",
            _ => null,
        };
    }

    // What came of a request sent many times: names of backends, and statuses and errors, marked as such.
    private static string[] Summary(JsonElement recorded) =>
        recorded.TryGetProperty("shares", out var counted) || recorded.TryGetProperty("counts", out counted)
            ? [.. counted.EnumerateObject().Select(label => label.Name)]
            : recorded.TryGetProperty("outcomes", out var listed)
                ? [.. listed.EnumerateArray().Select(label => label.GetString() ?? "")]
                : [];

    private string? JudgeAll(string[] labels, RouteOutcome outcome)
    {
        var names = labels.Where(label => !label.Contains(':', StringComparison.Ordinal)).ToArray();
        string[] clusters = outcome switch
        {
            RouteOutcome.Cluster cluster => [cluster.Name],
            RouteOutcome.Weighted weighted => [.. weighted.Choices.Select(choice => choice.Cluster)],
            RouteOutcome.Tcp tcp => [tcp.Destination],
            _ => [],
        };
        var strangers = names.Where(name => !clusters.Any(cluster => Serves(cluster, name))).ToArray();

        return names is [] ? null
            : strangers is [] ? ""
            : $"{string.Join(", ", strangers)} answered, not behind {string.Join(", ", clusters)}";
    }

    private static bool IsOfRouting(int? status, JsonElement recorded) =>
        recorded.TryGetProperty("location", out _) || (status is 404 && !recorded.TryGetProperty("body", out _));

    private static string Compare(string foretold, int? status, string? detail)
    {
        var came = detail is null ? $"{status}" : $"{status} {detail}";

        return foretold.Trim() == came ? "" : $"'{foretold}' was foretold, '{came}' came";
    }

    private string Backend(IEnumerable<string> clusters, string backend, RouteDecision decision, JsonElement recorded)
    {
        var names = clusters.ToArray();
        if (!names.Any(name => Serves(name, backend)))
        {
            return $"{backend} answered, which is not behind {string.Join(", ", names)}";
        }

        var path = RecordedRequest.Text(recorded, "path");

        return path is null || path == decision.Path ? "" : $"path '{decision.Path}' was foretold, '{path}' came";
    }

    private bool Serves(string cluster, string backend) =>
        backends.TryGetValue(cluster, out var names) && names.Contains(backend);

    private static IEnumerable<uint> Ports(ClusterLoadAssignment assignment) => assignment.Endpoints
        .SelectMany(locality => locality.LbEndpoints)
        .Select(endpoint => endpoint.Endpoint.Address.SocketAddress.PortValue);
}
