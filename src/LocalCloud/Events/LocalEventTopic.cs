using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace GatewayPipeline.LocalCloud.Events;

/// <summary>
/// A custom topic of Event Grid on this machine: takes CloudEvents as Azure's client sends them, and delivers them to
/// queues of a storage account. Events lie in memory only: those that wait for another attempt are gone with it.
/// </summary>
public sealed class LocalEventTopic : IAsyncDisposable
{
    private const string Path = "/api/events";
    private const string ApiVersion = "2018-01-01";

    private readonly LocalEventTopicOptions options;
    private readonly PublisherCredential credential;
    private readonly WebApplication application;
    private readonly Dictionary<EventSubscription, Delivery> deliveries;
    private readonly ConcurrentDictionary<Task, byte> running = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private List<PublishedEvent>? held;
    private bool isStopped;

    private LocalEventTopic(LocalEventTopicOptions options, WebApplication application)
    {
        (this.options, this.application) = (options, application);
        credential = new(options);
        deliveries = options.Subscriptions.ToDictionary(
            subscription => subscription,
            subscription => new Delivery(options, subscription, QueueOf(subscription)));
    }

    /// <summary>Where to publish: the endpoint that Azure's client is given.</summary>
    public Uri Endpoint { get; private set; } = new("http://127.0.0.1/");

    /// <summary>How many deliveries are under way or wait for another attempt.</summary>
    public int Pending => running.Count;

    /// <exception cref="LocalCloudException">The port is taken, or a connection string is none.</exception>
    public static async Task<LocalEventTopic> StartAsync(
        LocalEventTopicOptions options, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port);
            kestrel.AddServerHeader = false;
        });
        var topic = new LocalEventTopic(options, builder.Build());
        topic.application.Map(Path, topic.AnswerAsync);
        try
        {
            await topic.application.StartAsync(cancellation);
        }
        catch (IOException exception)
        {
            await topic.DisposeAsync();
            throw new LocalCloudException(string.Create(CultureInfo.InvariantCulture,
                $"The event topic cannot listen on port {options.Port}: {exception.Message}"), exception);
        }

        topic.Endpoint = new(topic.application.Urls.Single() + Path);

        return topic;
    }

    /// <summary>Delivers nothing of what is published from now on, until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (gate)
        {
            held ??= [];
        }
    }

    /// <summary>Delivers what was held, one after the other in an order of the caller's choice, and what comes.
    /// </summary>
    public void Release(Func<IReadOnlyList<PublishedEvent>, IEnumerable<PublishedEvent>> order)
    {
        List<PublishedEvent> released;
        lock (gate)
        {
            released = held ?? [];
            held = null;
        }

        Track(DeliverInOrderAsync([.. order(released)]));
    }

    /// <summary>Takes no more events, and ends deliveries where they are.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref isStopped, true))
        {
            return;
        }

        await application.StopAsync();
        await stopping.CancelAsync();
        await Task.WhenAll(running.Keys).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await application.DisposeAsync();
        stopping.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "events are published with POST");
        }
        else if (credential.Refuse(context.Request) is { } reason)
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, reason);
        }
        else if (context.Request.Query["api-version"] != ApiVersion)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, $"api-version must be {ApiVersion}");
        }
        else
        {
            await TakeAsync(context);
        }
    }

    private async Task TakeAsync(HttpContext context)
    {
        try
        {
            var body = await ReadAsync(context.Request, context.RequestAborted);
            var type = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var written)
                ? written.MediaType.ToString()
                : null;
            var events = CloudEventReader.Read(body, type, options.TimeProvider.GetUtcNow());
            foreach (var published in events)
            {
                options.Observe(new TopicObservation.Published(published.PublishedAt, published));
                Accept(published);
            }

            context.Response.StatusCode = StatusCodes.Status200OK;
        }
        catch (InvalidEventException exception)
        {
            await RefuseAsync(
                context,
                exception.IsTooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest,
                exception.Message);
        }
    }

    private void Accept(PublishedEvent published)
    {
        lock (gate)
        {
            if (held is not null)
            {
                held.Add(published);

                return;
            }
        }

        Track(DeliverAsync(published));
    }

    private async Task DeliverInOrderAsync(IReadOnlyList<PublishedEvent> events)
    {
        foreach (var published in events)
        {
            await DeliverAsync(published);
        }
    }

    private async Task DeliverAsync(PublishedEvent published)
    {
        await Task.Yield();
        await Task.WhenAll(
            from subscription in options.Subscriptions
            where subscription.Wants(published)
            let plan = options.Plan(published, subscription)
            from copy in Enumerable.Range(0, plan.Copies)
            select deliveries[subscription].RunAsync(published, plan, stopping.Token));
    }

    private void Track(Task task)
    {
        running[task] = 0;
        task.ContinueWith(ended => running.TryRemove(ended, out _), TaskScheduler.Default);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var expected = Math.Clamp(request.ContentLength ?? 0, 0, CloudEventReader.LargestEvent);
        using var body = new MemoryStream((int)expected);
        var part = new byte[16 * 1024];
        while (await request.Body.ReadAsync(part, cancellation) is > 0 and var count)
        {
            body.Write(part, 0, count);
            if (body.Length > CloudEventReader.LargestEvent)
            {
                throw new InvalidEventException("what is published at once must not be larger than 1 MB")
                {
                    IsTooLarge = true,
                };
            }
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private Task RefuseAsync(HttpContext context, int status, string reason)
    {
        Log.Refused(options.Logger, status, reason);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        var error = new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = ((HttpStatusCode)status).ToString(),
                ["message"] = reason,
            },
        };

        return context.Response.WriteAsync(error.ToJsonString(), context.RequestAborted);
    }

    private static QueueClient QueueOf(EventSubscription subscription)
    {
        var client = StorageVersion.Queues();
        client.Retry.MaxRetries = 0;
        try
        {
            return new(subscription.StorageConnection, subscription.Queue, client);
        }
        catch (FormatException exception)
        {
            throw new LocalCloudException(
                $"The storage connection of the subscription {subscription.Name} is no connection string.", exception);
        }
    }
}
