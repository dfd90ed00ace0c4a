using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using GatewayPipeline.Delivery.Pipeline;

namespace GatewayPipeline.Functions.Hosting;

/// <summary>
/// The web server that the Functions host calls: an invocation of a queue or a timer as a POST to the function's name,
/// a request of others as it came.
/// </summary>
internal sealed class CustomHandler(
    HostLimits limits, QueueInvoker queues, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<CustomHandler> logger)
{
    public const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";
    private const string RoutePrefix = "/api/";
    private const string InvocationIdHeader = "X-Azure-Functions-InvocationId";

    // A message of 64 KiB, twice escaped, and what is around it.
    private const int MostInvocationBytes = 4 * 1024 * 1024;
    private const int MostBodyBytes = 32 * 1024 * 1024;
    private const int MostReason = 2000;

    /// <summary>How long invocations may go on once the program was asked to stop. The host waits longer.</summary>
    public static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);

    /// <exception cref="InvalidDataException">The variable holds no port.</exception>
    public static void Listen(WebApplicationBuilder builder, string? port)
    {
        if (!ushort.TryParse(port, out var number))
        {
            throw new InvalidDataException(
                $"{PortVariable} is '{port}', and not a port: this program is started by an Azure Functions host.");
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBodyBytes;
            kestrel.Listen(IPAddress.Loopback, number);
        });
    }

    public void Map(
        WebApplication application, IEnumerable<IHttpFunction> called, IEnumerable<IQueueFunction> fed,
        IEnumerable<ITimerFunction> timed)
    {
        // Whatever answers here counts as ready: nothing listens before settings and keys were looked for.
        application.MapGet("/", static context =>
        {
            context.Response.StatusCode = StatusCodes.Status200OK;

            return Task.CompletedTask;
        });
        foreach (var function in called)
        {
            RequestDelegate answer = context => AnswerAsync(context, function);
            application.MapMethods(RoutePrefix + function.Route, function.Methods, answer);
        }

        foreach (var function in fed)
        {
            RequestDelegate invoke = context => FeedAsync(context, function);
            application.MapPost($"/{function.Name}", invoke);
        }

        foreach (var function in timed)
        {
            RequestDelegate invoke = context => TickAsync(context, function);
            application.MapPost($"/{function.Name}", invoke);
        }
    }

    private async Task AnswerAsync(HttpContext context, IHttpFunction function)
    {
        using var ending = Ending(context);
        try
        {
            var answer = await RequestBody.ReadAsync(context.Request, function.MostBytes, ending.Token) is { } body
                ? await function.AnswerAsync(
                    new(context.Request.RouteValues.Values.OfType<string>().FirstOrDefault() ?? "", HeadersOf(context), body),
                    ending.Token)
                : new(StatusCodes.Status413PayloadTooLarge, $"More than {function.MostBytes} bytes are not read.");
            await WriteAsync(context, answer.Status, answer.Text);
        }
        catch (BadHttpRequestException exception)
        {
            await WriteAsync(context, exception.StatusCode, "The request could not be read.");
        }
        catch (OperationCanceledException) when (ending.Token.IsCancellationRequested)
        {
            await WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "It took too long.");
        }
    }

    private Task FeedAsync(HttpContext context, IQueueFunction function) => InvokeAsync(
        context, function.Name, (invocation, ending) => queues.InvokeAsync(function, invocation, ending));

    private Task TickAsync(HttpContext context, ITimerFunction function) => InvokeAsync(
        context, function.Name, (_, ending) => RunAsync(function, ending));

    private async Task InvokeAsync(
        HttpContext context, string name, Func<Invocation, CancellationToken, Task<InvocationAnswer>> invoke)
    {
        var id = context.Request.Headers[InvocationIdHeader].ToString();
        var started = time.GetTimestamp();
        using var ending = Ending(context);
        using var scope = Log.Invocation(logger, name, id);
        try
        {
            if (await RequestBody.ReadAsync(context.Request, MostInvocationBytes, ending.Token) is not { } body)
            {
                throw new InvalidDataException($"the invocation has more than {MostInvocationBytes} bytes");
            }

            var answer = await invoke(Invocation.Parse(body), ending.Token);
            context.Response.ContentType = "application/json";
            await JsonSerializer.SerializeAsync(
                context.Response.Body, answer, HostingJson.Default.InvocationAnswer, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // Any status but 2xx makes the host count the invocation as failed, and the queue try again.
            var reason = QueueInvoker.ReasonOf(exception);
            Log.Failed(logger, name, id, time.GetElapsedTime(started).TotalMilliseconds, reason,
                exception is IOException or OperationCanceledException ? null : exception);
            await WriteAsync(
                context, StatusCodes.Status500InternalServerError,
                reason.Length > MostReason ? reason[..MostReason] : reason);
        }
    }

    private async Task<InvocationAnswer> RunAsync(ITimerFunction function, CancellationToken cancellation)
    {
        switch (await function.RunAsync(cancellation))
        {
            case Handling.Done done:
                Log.Handled(logger, function.Name, done.Sentence);

                return new(ImmutableDictionary<string, PoisonMessage>.Empty, [done.Sentence]);
            case Handling.Refused refused:
                throw new IOException(refused.Reason);
            default:
                throw new UnreachableException();
        }
    }

    private InvocationEnd Ending(HttpContext context) =>
        new(limits.Deadline, StopPatience, context.RequestAborted, lifetime.ApplicationStopping);

    private static ImmutableDictionary<string, ImmutableArray<string>> HeadersOf(HttpContext context) =>
        context.Request.Headers.ToImmutableDictionary(
            header => header.Key,
            header => header.Value.Select(value => value ?? "").ToImmutableArray(),
            StringComparer.OrdinalIgnoreCase);

    private static async Task WriteAsync(HttpContext context, int status, string text)
    {
        if (context.Response.HasStarted)
        {
            return;
        }

        context.Response.StatusCode = status;
        if (text.Length > 0 && status is not StatusCodes.Status204NoContent)
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(text + "\n", CancellationToken.None);
        }
    }
}
