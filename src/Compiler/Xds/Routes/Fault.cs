using System.Collections.Frozen;
using System.Collections.Immutable;
using Envoy.Extensions.Filters.Http.Fault.V3;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Xds.HttpFilters;
using CommonFaultV3 = Envoy.Extensions.Filters.Common.Fault.V3;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>
/// Delays and failures on purpose: <c>fault</c>. A share that is not given is none of the requests. A delay does not
/// count against the timeout of the rule.
/// </summary>
internal sealed class Fault : IRouteFeature
{
    private static readonly ImmutableArray<string> Statuses =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS",
        "UNAUTHENTICATED",
    ];

    private static readonly FrozenDictionary<string, uint> StatusNumbers =
        Statuses.Select((name, number) => (name, number)).ToFrozenDictionary(status => status.name, status => (uint)status.number, StringComparer.Ordinal);

    private static readonly ImmutableArray<string> AbortForms = ["httpStatus", "grpcStatus", "http2Error"];

    public ImmutableArray<string> Fields { get; } =
    [
        "fault.delay.fixedDelay", "fault.delay.percentage.value", "fault.delay.percent", "fault.delay.exponentialDelay",
        "fault.abort.httpStatus", "fault.abort.grpcStatus", "fault.abort.percentage.value", "fault.abort.http2Error",
    ];

    public void Check(Fields rule, DiagnosticBag diagnostics)
    {
        if (rule.Object("fault") is not { } fault)
        {
            return;
        }

        var (delay, abort) = (fault.Object("delay"), fault.Object("abort"));
        if (delay is null && abort is null)
        {
            diagnostics.Add(HttpRules.SaysNothing.At(rule.KeySpanOf("fault"), "fault", "delay or abort"));
        }

        if (delay is { } delayed)
        {
            CheckDelay(delayed, diagnostics);
        }

        if (abort is { } aborted)
        {
            CheckAbort(aborted, fault, diagnostics);
        }
    }

    public void Write(Ir.Route route, RouteV3.Route target)
    {
        if (route.Rule.Fields.Object("fault") is not { } fault)
        {
            return;
        }

        var filter = new HTTPFault { Delay = ToDelay(fault.Object("delay")), Abort = ToAbort(fault.Object("abort")) };
        if (filter.Delay is not null || filter.Abort is not null)
        {
            target.TypedPerFilterConfig[HttpFilterChain.Fault] = filter.ToAny();
        }
    }

    private static void CheckDelay(Fields delay, DiagnosticBag diagnostics)
    {
        Percentage.Check(delay, "percentage", diagnostics);
        if (delay.Has("percent"))
        {
            diagnostics.Add(HttpRules.Deprecated.At(delay.KeySpanOf("percent"), "percent", "percentage.value"));
        }

        if (delay.Has("exponentialDelay"))
        {
            diagnostics.Add(HttpRules.NeverBuilt.At(delay.KeySpanOf("exponentialDelay"), "exponentialDelay").WithHelp("use fixedDelay"));
        }
        else if (!delay.Has("fixedDelay"))
        {
            diagnostics.Add(HttpRules.FaultWithoutKind.At(delay.Span, "delay", "fixedDelay"));
        }
        else
        {
            DurationCheck.Check(delay, "fixedDelay", diagnostics);
        }
    }

    private static void CheckAbort(Fields abort, Fields fault, DiagnosticBag diagnostics)
    {
        Percentage.Check(abort, "percentage", diagnostics);
        var forms = AbortForms.Where(abort.Has).ToList();
        if (forms is [_, var second, ..])
        {
            diagnostics.Add(ValueRules.SeveralForms.At(abort.KeySpanOf(second), string.Join(", ", AbortForms)).WithHelp("keep one of them"));
        }

        // Of several, the last one counts.
        switch (forms)
        {
            case []:
                diagnostics.Add(HttpRules.FaultWithoutKind.At(fault.KeySpanOf("abort"), "abort", "httpStatus or grpcStatus"));
                break;
            case [.., "http2Error"]:
                diagnostics.Add(HttpRules.NeverBuilt.At(abort.KeySpanOf("http2Error"), "http2Error").WithHelp("use httpStatus or grpcStatus"));
                break;
            case [.., "httpStatus"] when abort.Integer("httpStatus") is not (>= 200 and <= 600):
                diagnostics.Add(ValueRules.ResponseStatus.At(abort.SpanOf("httpStatus"), abort.Text("httpStatus") ?? "")
                    .WithHelp("use a status from 200 to 599"));
                break;
            case [.., "grpcStatus"] when abort.Text("grpcStatus") is { } name && !StatusNumbers.ContainsKey(name):
                diagnostics.Add(HttpRules.UnknownWord.At(abort.SpanOf("grpcStatus"), name, "status of gRPC")
                    .WithHelp(Spelling.Advice(name, Statuses) ?? "write its name, such as UNAVAILABLE"));
                break;
        }
    }

    private static CommonFaultV3.FaultDelay? ToDelay(Fields? delay) => delay is { } written && written.Duration("fixedDelay") is { } time
        ? new() { FixedDelay = time.ToProto(), Percentage = Percentage.Of(written, older: "percent") ?? Percentage.InMillionths(0) }
        : null;

    private static FaultAbort? ToAbort(Fields? abort)
    {
        if (abort is not { } written)
        {
            return null;
        }

        var percentage = Percentage.Of(written) ?? Percentage.InMillionths(0);

        return written.Text("grpcStatus") is { } name && StatusNumbers.TryGetValue(name, out var number) ? new() { GrpcStatus = number, Percentage = percentage }
            : written.Integer("httpStatus") is { } status ? new() { HttpStatus = (uint)Math.Clamp(status, 0, uint.MaxValue), Percentage = percentage }
            : null;
    }
}
