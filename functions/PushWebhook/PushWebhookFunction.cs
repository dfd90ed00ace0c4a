using System.Collections.Immutable;
using System.Diagnostics;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.GitHosts;
using GatewayPipeline.Delivery.Pipeline.Webhooks;
using GatewayPipeline.Functions.Hosting;

namespace GatewayPipeline.Functions.PushWebhook;

/// <summary>
/// A git host says that something happened. Whoever can reach the app can call this: what is not signed with the
/// source's secret is refused.
/// </summary>
internal sealed class PushWebhookFunction(WebhookReceiver receiver, ILogger<PushWebhookFunction> logger) : IHttpFunction
{
    public string Route => "webhooks/{source}";

    public ImmutableArray<string> Methods { get; } = [HttpMethods.Post];

    public int MostBytes => WebhookLimits.ReadBytes;

    public async Task<HttpAnswer> AnswerAsync(HttpCall call, CancellationToken cancellation)
    {
        var answer = await receiver.ReceiveAsync(call.Parameter, new(call.Headers, call.Body), cancellation);

        // A stranger chose it: only what can be a source's name is repeated.
        var source = StoreLayout.IsChannelName(call.Parameter) ? call.Parameter : "(no name)";
        switch (answer)
        {
            case WebhookAnswer.Accepted accepted:
                Log.WebhookAccepted(logger, source, accepted.Events[0].DeliveryId ?? "", accepted.Events.Length);
                return new(StatusCodes.Status202Accepted, "Taken.");
            case WebhookAnswer.Known:
                return new(StatusCodes.Status202Accepted, "Taken before.");
            case WebhookAnswer.Pong:
                return new(StatusCodes.Status200OK, "Here.");
            case WebhookAnswer.Ignored ignored:
                Log.WebhookIgnored(logger, source, ignored.Reason);
                return new(StatusCodes.Status204NoContent);
            case WebhookAnswer.Refused:
                Log.WebhookRefused(logger, source, "there is no such source, or it is not signed with its secret");
                return new(
                    StatusCodes.Status404NotFound, "There is no such source, or this is not signed with its secret.");
            case WebhookAnswer.Malformed malformed:
                Log.WebhookRefused(logger, source, malformed.Reason);
                return new(StatusCodes.Status400BadRequest, malformed.Reason);
            case WebhookAnswer.TooLarge large:
                Log.WebhookLost(logger, source, $"it has more than {large.Limit} bytes");
                return new(StatusCodes.Status413PayloadTooLarge, $"More than {large.Limit} bytes are not looked into.");
            case WebhookAnswer.Unavailable unavailable:
                Log.WebhookLost(logger, source, unavailable.Reason);
                return new(StatusCodes.Status503ServiceUnavailable, "It cannot be taken now.");
            default:
                throw new UnreachableException();
        }
    }
}
