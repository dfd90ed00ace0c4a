using System.Collections.Immutable;
using System.Diagnostics;
using GatewayPipeline.Bundles;
using GatewayPipeline.Delivery.Pipeline.Reports;
using GatewayPipeline.Functions.Hosting;

namespace GatewayPipeline.Functions.ReceiveStatus;

/// <summary>A gateway says how it is, by the token that is its own.</summary>
internal sealed class ReceiveStatusFunction(ReportReceiver receiver, ILogger<ReceiveStatusFunction> logger) : IHttpFunction
{
    public string Route => "status/{gatewayId}";

    public ImmutableArray<string> Methods { get; } = [HttpMethods.Post, HttpMethods.Put];

    public int MostBytes => Limits.ReportBytes;

    public async Task<HttpAnswer> AnswerAsync(HttpCall call, CancellationToken cancellation)
    {
        var authorization = call.Headers.TryGetValue("Authorization", out var shown) && shown is [var only] ? only : null;
        switch (await receiver.ReceiveAsync(call.Parameter, authorization, call.Body, cancellation))
        {
            case ReportAnswer.Taken:
                return new(StatusCodes.Status204NoContent);
            case ReportAnswer.Refused:
                Log.ReportRefused(logger, "it is not shown by the token of the gateway that it speaks for");
                return new(StatusCodes.Status401Unauthorized, "This is not the token of this gateway.");
            case ReportAnswer.Malformed malformed:
                Log.ReportRefused(logger, malformed.Reason);
                return new(StatusCodes.Status400BadRequest, $"The report counts for nothing: {malformed.Reason}.");
            case ReportAnswer.Outdated outdated:
                return new(StatusCodes.Status409Conflict, $"There is a report of {outdated.Known:o}.");
            case ReportAnswer.Unavailable unavailable:
                Log.ReportLost(logger, unavailable.Reason);
                return new(StatusCodes.Status503ServiceUnavailable, "It cannot be taken now.");
            default:
                throw new UnreachableException();
        }
    }
}
