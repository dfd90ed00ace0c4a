using Envoy.Config.Route.V3;

namespace GatewayPipeline.Preview.Forwarding;

/// <summary>
/// When a request is tried again: an endpoint that cannot be reached, and statuses that the route names.
/// </summary>
internal sealed class RetryPlan(RetryPolicy? policy)
{
    private readonly HashSet<string> conditions =
        new((policy?.RetryOn ?? "").Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    public int Attempts => 1 + (policy is null ? 0 : (int)(policy.NumRetries ?? 1));

    public TimeSpan? AttemptTimeout =>
        policy?.PerTryTimeout?.ToTimeSpan() is { } timeout && timeout > TimeSpan.Zero ? timeout : null;

    public bool OnConnectFailure => Has("connect-failure") || Has("reset") || Has("5xx") || Has("gateway-error");

    public bool OnTimeout => Has("reset") || Has("5xx") || Has("gateway-error");

    public bool OnStatus(int status) =>
        (status >= 500 && Has("5xx"))
        || (status is 502 or 503 or 504 && Has("gateway-error"))
        || (status is 409 && Has("retriable-4xx"))
        || (Has("retriable-status-codes") && policy?.RetriableStatusCodes.Contains((uint)status) is true);

    private bool Has(string condition) => conditions.Contains(condition);
}
