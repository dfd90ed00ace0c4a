using System.Collections.Immutable;
using System.Globalization;
using Envoy.Extensions.Retry.Host.PreviousHosts.V3;
using Envoy.Extensions.Retry.Priority.PreviousPriorities.V3;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>When and how often a failed request is tried again: <c>retries</c>. Without it the mesh decides, or else Istio tries twice more where that is safe.</summary>
internal sealed class Retries : IRouteFeature
{
    private const string DefaultConditions = "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes";
    private const string RetriableStatusCodes = "retriable-status-codes";
    private const int DefaultAttempts = 2;
    private const int HostSelectionAttempts = 5;

    // Almost every route has it, and nobody changes a message that is made: one serves all.
    private static readonly RouteV3.RetryPolicy.Types.RetryHostPredicate OtherHosts = new()
    {
        Name = "envoy.retry_host_predicates.previous_hosts",
        TypedConfig = new PreviousHostsPredicate().ToAny(),
    };

    private static readonly ImmutableArray<string> OfAttempts = ["perTryTimeout", "retryOn", "retryRemoteLocalities"];

    private static readonly ImmutableArray<string> KnownConditions =
    [
        "5xx", "gateway-error", "reset", "reset-before-request", "connect-failure", "envoy-ratelimited", "retriable-4xx",
        "refused-stream", "retriable-status-codes", "retriable-headers", "http3-post-connect-failure",
        "cancelled", "deadline-exceeded", "internal", "resource-exhausted", "unavailable",
    ];

    public ImmutableArray<string> Fields { get; } =
    [
        "retries.attempts", "retries.perTryTimeout", "retries.retryOn", "retries.backoff",
        "retries.retryRemoteLocalities", "retries.retryIgnorePreviousHosts",
    ];

    public void Check(Fields rule, DiagnosticBag diagnostics)
    {
        if (rule.Object("retries") is { } retries && retries.Integer("attempts") is < 0)
        {
            diagnostics.Add(ValueRules.Negative.At(retries.SpanOf("attempts"), "attempts"));
        }

        if (rule.Object("retries") is { } said)
        {
            CheckWords(rule, said, diagnostics);
            DurationCheck.Check(said, "perTryTimeout", diagnostics);
            DurationCheck.Check(said, "backoff", diagnostics);
        }
    }

    private static void CheckWords(Fields rule, Fields retries, DiagnosticBag diagnostics)
    {
        if (retries.Integer("attempts") is null or 0 && OfAttempts.Any(name => retries.Has(name) && retries.Text(name) is not ""))
        {
            diagnostics.Add(HttpRules.SaysNothing.At(rule.KeySpanOf("retries"), "retries", "attempts above 0")
                .WithHelp("say how many attempts, or leave all but 'attempts: 0' out"));
        }

        // Istio takes no blanks between the words, though Envoy does.
        foreach (var word in retries.Text("retryOn") is { Length: > 0 } conditions ? conditions.Split(',') : [])
        {
            if (!HttpStatus.IsKnown(word) && !KnownConditions.Contains(word))
            {
                diagnostics.Add(HttpRules.UnknownWord.At(retries.SpanOf("retryOn"), word, "condition to try again on")
                    .WithHelp(Spelling.Advice(word, KnownConditions)));
            }
        }
    }

    public void Write(Ir.Route route, RouteV3.Route target)
    {
        if (route.Action is Ir.RouteAction.Forward)
        {
            target.Forwarding.RetryPolicy = (route.Rule.Fields.Object("retries") ?? route.Mesh.DefaultRetries) is { } retries
                ? ToPolicy(retries)
                : Default(KeepsEndpoint(route));
        }
    }

    // A hash ties requests to an endpoint, so another try must not be kept from it.
    private static bool KeepsEndpoint(Ir.Route route) =>
        route.Action is Ir.RouteAction.Forward { Destinations: [{ Cluster.Hash: not null }] };

    private static RouteV3.RetryPolicy Default(bool keepsEndpoint)
    {
        var policy = new RouteV3.RetryPolicy
        {
            NumRetries = DefaultAttempts,
            RetryOn = DefaultConditions,
            HostSelectionRetryMaxAttempts = HostSelectionAttempts,
        };
        if (!keepsEndpoint)
        {
            policy.RetryHostPredicate.Add(OtherHosts);
        }

        return policy;
    }

    private static RouteV3.RetryPolicy? ToPolicy(Fields retries)
    {
        var attempts = retries.Integer("attempts") ?? 0;
        if (attempts <= 0)
        {
            return null;
        }

        var (conditions, codes) = Conditions(retries.Text("retryOn"));
        var policy = new RouteV3.RetryPolicy
        {
            NumRetries = (uint)Math.Min(attempts, int.MaxValue),
            RetryOn = conditions,
            RetriableStatusCodes = { codes },
            HostSelectionRetryMaxAttempts = HostSelectionAttempts,
            PerTryTimeout = retries.Duration("perTryTimeout")?.ToProto(),
        };
        if (retries.Flag("retryIgnorePreviousHosts") ?? true)
        {
            policy.RetryHostPredicate.Add(OtherHosts);
        }

        if (retries.Duration("backoff") is { } backoff && backoff > TimeSpan.Zero)
        {
            policy.RetryBackOff = new() { BaseInterval = backoff.ToProto() };
        }

        if (retries.Flag("retryRemoteLocalities") ?? false)
        {
            policy.RetryPriority = new()
            {
                Name = "envoy.retry_priorities.previous_priorities",
                TypedConfig = new PreviousPrioritiesConfig { UpdateFrequency = 2 }.ToAny(),
            };
        }

        return policy;
    }

    // Numbers among the words are status codes, for which Envoy has a list of its own.
    private static (string Conditions, IEnumerable<uint> Codes) Conditions(string? retryOn)
    {
        if (string.IsNullOrEmpty(retryOn))
        {
            return (DefaultConditions, []);
        }

        var words = retryOn.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var codes = words.Where(IsStatusCode).Select(word => uint.Parse(word, CultureInfo.InvariantCulture)).ToList();
        var conditions = words.Where(word => !IsStatusCode(word));

        return (string.Join(',', codes is [] ? conditions : conditions.Append(RetriableStatusCodes)), codes);
    }

    private static bool IsStatusCode(string word) =>
        uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 100 and < 600;
}
