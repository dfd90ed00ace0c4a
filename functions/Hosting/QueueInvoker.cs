using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using GatewayPipeline.Delivery.Pipeline;
using GatewayPipeline.Delivery.Telemetry;

namespace GatewayPipeline.Functions.Hosting;

/// <summary>
/// Calls a function with a message. What no repetition helps is put aside at once, and what has been tried as often as
/// messages are is put aside with the reason, which the host would not know.
/// </summary>
internal sealed class QueueInvoker(HostLimits limits, TimeProvider time, ILogger<QueueInvoker> logger)
{
    private const string MessageBinding = "message";
    private const string PoisonBinding = "poison";

    // What a queue takes.
    private const int MostBytes = 64 * 1024;
    private const int LeastKept = 1024;
    private const int MostReason = 4000;

    /// <exception cref="Exception">Whatever the function fails of, if the message is worth another try.</exception>
    public async Task<InvocationAnswer> InvokeAsync(
        IQueueFunction function, Invocation invocation, CancellationToken cancellation)
    {
        if (invocation.MessageOf(MessageBinding) is not { } message)
        {
            throw new InvalidDataException($"the invocation has no '{MessageBinding}'");
        }

        try
        {
            return await function.HandleAsync(message, cancellation) switch
            {
                Handling.Done done => Done(function, done),
                Handling.Refused refused => PutAside(function, invocation, message, refused.Reason, isPermanent: true),
                _ => throw new UnreachableException(),
            };
        }
        catch (Exception exception) when (invocation.DequeueCount >= limits.MostDequeues)
        {
            return PutAside(function, invocation, message, ReasonOf(exception), isPermanent: false);
        }
    }

    public static string ReasonOf(Exception exception) => exception switch
    {
        IOException => exception.Message,
        OperationCanceledException => "it took longer than an invocation may, or the program was stopped meanwhile",
        _ => $"{exception.GetType().Name}: {exception.Message}",
    };

    private InvocationAnswer Done(IQueueFunction function, Handling.Done done)
    {
        Log.Handled(logger, function.Name, done.Sentence);

        return new(ImmutableDictionary<string, PoisonMessage>.Empty, [done.Sentence]);
    }

    private InvocationAnswer PutAside(
        IQueueFunction function, Invocation invocation, ReadOnlyMemory<byte> message, string reason, bool isPermanent)
    {
        Log.PutAside(logger, function.Queue, invocation.DequeueCount, reason);
        DeliveryTelemetry.Poisoned.Add(1, new KeyValuePair<string, object?>("gatewaypipeline.queue", function.Queue));
        var poison = Fitting(new()
        {
            Queue = function.Queue,
            Reason = reason.Length > MostReason ? reason[..MostReason] : reason,
            Permanent = isPermanent,
            DequeueCount = invocation.DequeueCount,
            MessageId = invocation.MessageId,
            At = time.GetUtcNow(),
            Message = ElementOf(message),
        }, message);

        return new(
            ImmutableDictionary<string, PoisonMessage>.Empty.Add(PoisonBinding, poison), [$"Put aside: {reason}"]);
    }

    private static JsonElement ElementOf(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);

            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return TextOf(message.Span);
        }
    }

    // Around the message there is more now, and characters that JSON escapes have grown.
    private static PoisonMessage Fitting(PoisonMessage poison, ReadOnlyMemory<byte> message)
    {
        for (var kept = MostBytes / 2; kept >= LeastKept && LengthOf(poison) > MostBytes; kept /= 2)
        {
            poison = poison with { Message = TextOf(message.Span[..Math.Min(message.Length, kept)]) };
        }

        return poison;
    }

    private static int LengthOf(PoisonMessage poison) =>
        JsonSerializer.SerializeToUtf8Bytes(poison, HostingJson.Default.PoisonMessage).Length;

    private static JsonElement TextOf(ReadOnlySpan<byte> message) =>
        JsonSerializer.SerializeToElement(Encoding.UTF8.GetString(message), HostingJson.Default.String);
}
