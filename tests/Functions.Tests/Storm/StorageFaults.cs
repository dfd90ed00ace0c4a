using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace GatewayPipeline.Functions.Tests.Storm;

/// <summary>How many of a thousand calls go wrong, and how.</summary>
/// <param name="Busy">Answered 503, not done.</param>
/// <param name="Lost">Conditional writes answered 412, not done: as if somebody else had been faster.</param>
/// <param name="Silent">Held for a while and cut off, not done.</param>
/// <param name="Unheard">Done, and the answer cut off.</param>
public sealed record FaultMix(int Busy, int Lost, int Silent, int Unheard)
{
    public static FaultMix Stormy { get; } = new(Busy: 30, Lost: 10, Silent: 5, Unheard: 10);
}

/// <summary>Stands between a store's users and the emulator, and spoils some of the calls.</summary>
internal sealed class StorageFaults : IAsyncDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    private readonly WebApplication application;
    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
    private readonly Uri storage;
    private readonly FaultMix mix;
    private readonly Random random;
    private int spoiled;

    private StorageFaults(Uri storage, FaultMix mix, Random random)
    {
        (this.storage, this.mix, this.random) = (storage, mix, random);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        builder.Services.AddHttpForwarder();
        application = builder.Build();
        var forwarder = application.Services.GetRequiredService<IHttpForwarder>();
        application.Run(context => AnswerAsync(context, forwarder));
    }

    /// <summary>Of the account, as the emulator has it.</summary>
    public Uri Address => new(application.Urls.Single() + storage.AbsolutePath);

    /// <summary>From then on every call is done.</summary>
    public bool IsCalm { get; set; }

    public int Spoiled => spoiled;

    public static async Task<StorageFaults> StartAsync(Uri storage, FaultMix mix, int seed)
    {
        var faults = new StorageFaults(storage, mix, new(seed));
        await faults.application.StartAsync();

        return faults;
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        client.Dispose();
    }

    private async Task AnswerAsync(HttpContext context, IHttpForwarder forwarder)
    {
        var draw = Draw();
        if (Takes(mix.Busy, ref draw))
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "ServerBusy");
        }
        else if (Takes(mix.Lost, ref draw) && context.Request.Headers.IfMatch.Count > 0)
        {
            await RefuseAsync(context, StatusCodes.Status412PreconditionFailed, "ConditionNotMet");
        }
        else if (Takes(mix.Silent, ref draw))
        {
            await Task.Delay(Silence);
            Cut(context);
        }
        else if (Takes(mix.Unheard, ref draw))
        {
            await CutAfterAsync(context);
        }
        else
        {
            await forwarder.SendAsync(context, storage.GetLeftPart(UriPartial.Authority), client);
        }
    }

    // What the emulator answers goes nowhere.
    private async Task CutAfterAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(
            new(context.Request.Method), new Uri(storage, context.Request.Path + context.Request.QueryString))
        {
            Content = new StreamContent(context.Request.Body),
        };
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        using var answer = await client.SendAsync(request, context.RequestAborted);
        Cut(context);
    }

    private void Cut(HttpContext context)
    {
        Interlocked.Increment(ref spoiled);
        context.Abort();
    }

    private async Task RefuseAsync(HttpContext context, int status, string code)
    {
        Interlocked.Increment(ref spoiled);
        context.Response.StatusCode = status;
        context.Response.Headers["x-ms-error-code"] = code;
        context.Response.ContentType = "application/xml";
        await context.Response.WriteAsync($"<?xml version=\"1.0\"?><Error><Code>{code}</Code></Error>");
    }

    private static bool Takes(int share, ref int draw)
    {
        draw -= share;

        return draw < 0 && draw >= -share;
    }

    private int Draw()
    {
        lock (random)
        {
            return IsCalm ? int.MaxValue : random.Next(1000);
        }
    }
}
