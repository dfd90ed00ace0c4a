using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using GatewayPipeline.LocalCloud.Functions.Configuration;
using GatewayPipeline.LocalCloud.Functions.Handler;
using GatewayPipeline.LocalCloud.Functions.Queues;

namespace GatewayPipeline.LocalCloud.Functions.Invocations;

/// <summary>Runs a function once: sends the handler what it needs, and takes to outputs what it answers.</summary>
internal sealed class Invoker(
    LocalFunctionsOptions options, HostSettings settings, HandlerKeeper keeper, HttpClient client, QueueClients queues)
{
    public const string Version = "4.1044.0.0";
    private const string UserAgent = "Azure-Functions-Host";

    private int running;

    /// <summary>How many invocations are under way.</summary>
    public int Running => Volatile.Read(ref running);

    /// <summary>Runs a function by an envelope: <c>POST /FUNCTION</c>.</summary>
    /// <param name="function">Which.</param>
    /// <param name="value">The trigger's value, as <see cref="BindingValue"/> writes it.</param>
    /// <param name="metadata">What is known of the trigger.</param>
    /// <param name="cancellation">Ends it; it is then a failure.</param>
    public Task<InvocationOutcome> InvokeAsync(
        FunctionDefinition function, JsonNode value, InvocationMetadata metadata, CancellationToken cancellation)
    {
        var envelope = new JsonObject
        {
            ["Data"] = new JsonObject { [function.Trigger.Name] = value },
            ["Metadata"] = metadata.ToJson(),
        };
        var body = envelope.ToJsonString();

        return RunAsync(function, async (id, handler, token) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(handler, function.Name))
            {
                Content = new StringContent(body, new MediaTypeHeaderValue("application/json", "utf-8")),
            };
            AddHeaders(request.Headers, id);
            using var response = await client.SendAsync(request, token);
            var answer = await InvocationAnswer.ReadAsync(response, token);
            foreach (var line in answer.Logs)
            {
                Log.Invocation(options.Logger, function.Name, line);
                options.Observe(new HostObservation.InvocationLogged(Now, id, function.Name, line));
            }

            return new InvocationOutcome.Succeeded(await DeliverAsync(function, answer, token));
        }, cancellation);
    }

    /// <summary>Runs a function in any way, watched as every invocation is: it fails rather than throws, it is
    /// observed, and it may not take longer than <c>functionTimeout</c>.</summary>
    public async Task<InvocationOutcome> RunAsync(
        FunctionDefinition function, Func<Guid, Uri, CancellationToken, Task<InvocationOutcome>> run,
        CancellationToken cancellation)
    {
        var id = Guid.NewGuid();
        Interlocked.Increment(ref running);
        options.Observe(new HostObservation.InvocationStarted(Now, id, function.Name));
        using var timeout = new CancellationTokenSource(
            settings.FunctionTimeout ?? Timeout.InfiniteTimeSpan, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        InvocationOutcome outcome;
        try
        {
            outcome = await run(id, await keeper.AddressAsync(either.Token), either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            // The handler still works on it, and nothing but its end stops that.
            keeper.Restart();
            outcome = new InvocationOutcome.Failed($"it took longer than functionTimeout, {settings.FunctionTimeout}");
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            outcome = new InvocationOutcome.Failed("whoever asked for it did not wait, or the host was stopped");
        }
        catch (Exception exception) when (exception is InvocationFailedException or HttpRequestException
            or LocalCloudException or IOException or Azure.RequestFailedException)
        {
            outcome = new InvocationOutcome.Failed(exception.Message);
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }

        var failure = (outcome as InvocationOutcome.Failed)?.Reason;
        if (failure is not null)
        {
            Log.Failed(options.Logger, function.Name, id, failure);
        }

        options.Observe(new HostObservation.InvocationEnded(Now, id, function.Name, failure));

        return outcome;
    }

    public static void AddHeaders(HttpRequestHeaders headers, Guid invocationId)
    {
        headers.Remove("X-Azure-Functions-HostVersion");
        headers.Remove("X-Azure-Functions-InvocationId");
        headers.Add("X-Azure-Functions-HostVersion", Version);
        headers.Add("X-Azure-Functions-InvocationId", invocationId.ToString());
        headers.UserAgent.Add(new(UserAgent, Version));
    }

    /// <summary>Takes each value to its output; gives back that of the HTTP output.</summary>
    private async Task<JsonNode?> DeliverAsync(
        FunctionDefinition function, InvocationAnswer answer, CancellationToken cancellation)
    {
        JsonNode? http = null;
        foreach (var output in function.Outputs)
        {
            var value = output.Name is Output.Return ? answer.ReturnValue : answer.Outputs[output.Name];
            switch (output)
            {
                case Output.Http:
                    http = value;
                    break;

                case Output.Queue queue when value is not null:
                    await queues.SendAsync(queue.Place, OutputValue.ToMessages(value, queue.IsBinary), cancellation);
                    break;
            }
        }

        return http;
    }

    private DateTimeOffset Now => options.TimeProvider.GetUtcNow();
}
