using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GatewayPipeline.Cli.Inspection;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Cli.Output;

/// <summary>Tells the way of one request through a gateway.</summary>
internal sealed class RouteReport(RouteRequest request, RouteDecision decision)
{
    private const int SkippedShown = 20;

    public void WriteText(TextWriter output)
    {
        Line(output, "request",
            $"{request.Method} {request.Scheme}://{request.Authority}{request.Path}, port {Number(request.Port)}");
        Line(output, "listener", decision.Listener);
        Line(output, "chain", decision.FilterChain);
        Line(output, "routes", decision.RouteConfiguration);
        Line(output, "host", decision.VirtualHost);
        Line(output, "route", RouteName());
        Line(output, "outcome", OutcomeText());
        Line(output, "rewrite", RewriteText());
        Line(output, "timeout", decision.RouteIndex is null ? null
            : TimeoutText() + (decision.Timeout == TimeSpan.Zero ? " (none)" : ""));
        foreach (var mirror in decision.Mirrors)
        {
            Line(output, "mirror",
                string.Create(CultureInfo.InvariantCulture, $"{mirror.Cluster} ({mirror.Percent}%)"));
        }

        if (!decision.Skipped.IsEmpty)
        {
            output.WriteLine("earlier routes that do not match:");
            foreach (var skipped in decision.Skipped.Take(SkippedShown))
            {
                var name = skipped.Name.Length > 0 ? $"{skipped.Name}: " : "";
                output.WriteLine($"  {Number(skipped.Index + 1)}. {name}{skipped.Reason}");
            }

            if (decision.Skipped.Length > SkippedShown)
            {
                output.WriteLine($"  and {Number(decision.Skipped.Length - SkippedShown)} more");
            }
        }
    }

    public void WriteJson(TextWriter output) =>
        output.WriteLine(JsonSerializer.Serialize(ToAnswer(), RouteJson.Readable.RouteAnswer));

    private RouteAnswer ToAnswer() => new()
    {
        Outcome = OutcomeKind(),
        Listener = decision.Listener,
        RouteConfiguration = decision.RouteConfiguration,
        VirtualHost = decision.VirtualHost,
        Route = decision.RouteIndex is null ? null : decision.Route,
        RouteIndex = decision.RouteIndex,
        VirtualService = Origin(),
        Destinations = Destinations(),
        Status = Status(),
        Location = (decision.Outcome as RouteOutcome.Redirect)?.Location ?? (
            decision.Outcome as RouteOutcome.DirectResponse)?.Location,
        Body = (decision.Outcome as RouteOutcome.DirectResponse)?.Body,
        Reason = Reason(),
        Authority = decision.Authority,
        Path = decision.Path,
        Timeout = decision.RouteIndex is null ? null : TimeoutText(),
        Mirrors = [.. decision.Mirrors.Select(mirror => new RouteMirror(mirror.Cluster, mirror.Percent))],
        Skipped = [.. decision.Skipped.Select(
            skipped => new RouteSkipped(skipped.Index, skipped.Name, skipped.Reason))],
    };

    private string OutcomeKind() => decision.Outcome switch
    {
        RouteOutcome.Cluster => "forward",
        RouteOutcome.Weighted => "forward",
        RouteOutcome.Redirect => "redirect",
        RouteOutcome.DirectResponse => "directResponse",
        RouteOutcome.NotFound => "notFound",
        RouteOutcome.Rejected => "rejected",
        RouteOutcome.Tcp => "tcp",
        _ => "noConnection",
    };

    private ImmutableArray<RouteDestination> Destinations() => decision.Outcome switch
    {
        RouteOutcome.Cluster cluster => [new(cluster.Name, 1)],
        RouteOutcome.Weighted weighted =>
            [.. weighted.Choices.Select(choice => new RouteDestination(choice.Cluster, choice.Weight))],
        RouteOutcome.Tcp tcp => [new(tcp.Destination, 1)],
        _ => [],
    };

    private int? Status() => decision.Outcome switch
    {
        RouteOutcome.Redirect redirect => redirect.Status,
        RouteOutcome.DirectResponse direct => direct.Status,
        RouteOutcome.Rejected rejected => rejected.Status,
        RouteOutcome.NotFound => 404,
        _ => null,
    };

    private string? Reason() => decision.Outcome switch
    {
        RouteOutcome.NotFound none => none.Reason,
        RouteOutcome.Rejected rejected => rejected.Reason,
        RouteOutcome.NoConnection none => none.Reason,
        _ => null,
    };

    private string OutcomeText() => decision.Outcome switch
    {
        RouteOutcome.Cluster cluster => $"goes to {cluster.Name}",
        RouteOutcome.Weighted weighted => "goes to " + string.Join(" or ", weighted.Choices.Select(choice =>
            string.Create(CultureInfo.InvariantCulture, $"{choice.Cluster} (weight {choice.Weight})"))),
        RouteOutcome.Redirect redirect => $"redirected ({Number(redirect.Status)}) to {redirect.Location}",
        RouteOutcome.DirectResponse direct =>
            $"answered with {Number(direct.Status)}{(direct.Body.Length > 0 ? $": {direct.Body}" : "")}",
        RouteOutcome.NotFound none => $"404: {none.Reason}",
        RouteOutcome.Rejected rejected => $"{Number(rejected.Status)}: {rejected.Reason}",
        RouteOutcome.Tcp tcp => $"the connection goes to {tcp.Destination}",
        RouteOutcome.NoConnection none => none.Reason,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private string? RouteName()
    {
        if (decision.RouteIndex is not { } index)
        {
            return null;
        }

        var name = decision.Route is { Length: > 0 } given ? $" '{given}'" : "";
        var origin = Origin() is { } from ? $", from VirtualService {from}" : "";

        return $"number {Number(index + 1)}{name}{origin}";
    }

    private string? Origin() =>
        IstioOrigin.Of(decision.RouteMessage?.Metadata) is { Length: > 0 } origin ? origin : null;

    private string? RewriteText() =>
        OutcomeKind() is "forward"
        && (decision.Path != request.Path || decision.Authority != request.Authority)
            ? $"{decision.Authority}{decision.Path}"
            : null;

    private string TimeoutText() =>
        decision.Timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + "s";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Line(TextWriter output, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            output.WriteLine($"{name,-9} {value}");
        }
    }
}

/// <summary>The same as JSON.</summary>
internal sealed record RouteAnswer
{
    public required string Outcome { get; init; }

    public string? Listener { get; init; }

    public string? RouteConfiguration { get; init; }

    public string? VirtualHost { get; init; }

    public string? Route { get; init; }

    public int? RouteIndex { get; init; }

    public string? VirtualService { get; init; }

    public required ImmutableArray<RouteDestination> Destinations { get; init; }

    public int? Status { get; init; }

    public string? Location { get; init; }

    public string? Body { get; init; }

    public string? Reason { get; init; }

    /// <summary>Authority and path as the upstream sees them.</summary>
    public required string Authority { get; init; }

    public required string Path { get; init; }

    public string? Timeout { get; init; }

    public required ImmutableArray<RouteMirror> Mirrors { get; init; }

    public required ImmutableArray<RouteSkipped> Skipped { get; init; }
}

internal sealed record RouteDestination(string Cluster, uint Weight);

internal sealed record RouteMirror(string Cluster, double Percent);

internal sealed record RouteSkipped(int Index, string Name, string Reason);

[JsonSerializable(typeof(RouteAnswer))]
internal sealed partial class RouteJson : JsonSerializerContext
{
    public static RouteJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
