using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using GatewayPipeline.LocalCloud.Functions.Configuration;
using GatewayPipeline.LocalCloud.Functions.Invocations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GatewayPipeline.LocalCloud.Functions.Http;

/// <summary>The web server in front of functions with an HTTP trigger, on the loopback interface.</summary>
internal sealed class HttpFrontDoor : IAsyncDisposable
{
    private const string KeyHeader = "x-functions-key";
    private const string KeyParameter = "code";
    private const long LargestBody = 100 * 1024 * 1024;

    private readonly WebApplication application;
    private readonly LocalFunctionsOptions options;
    private readonly HostSettings settings;
    private readonly Invoker invoker;
    private readonly RequestForwarder forwarder;

    private HttpFrontDoor(
        WebApplication application, LocalFunctionsOptions options, HostSettings settings, Invoker invoker,
        HttpClient client)
    {
        (this.application, this.options, this.settings, this.invoker) = (application, options, settings, invoker);
        forwarder = new(client, settings.Handler.HttpPassing);
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <exception cref="LocalCloudException">The port is taken.</exception>
    public static async Task<HttpFrontDoor> StartAsync(
        LocalFunctionsOptions options, HostSettings settings, IReadOnlyCollection<FunctionDefinition> functions,
        Invoker invoker, HttpClient client, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port);
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.AddServerHeader = false;
        });
        var door = new HttpFrontDoor(builder.Build(), options, settings, invoker, client);
        door.Map(functions);
        try
        {
            await door.application.StartAsync(cancellation);
        }
        catch (IOException exception)
        {
            await door.DisposeAsync();
            throw new LocalCloudException(string.Create(CultureInfo.InvariantCulture,
                $"The functions cannot listen on port {options.Port}: {exception.Message}"), exception);
        }

        door.Address = new(door.application.Urls.Single() + "/");

        return door;
    }

    public Task StopAsync() => application.StopAsync();

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private void Map(IEnumerable<FunctionDefinition> functions)
    {
        var byRoute = functions
            .Select(function => (Function: function, Trigger: function.Trigger as Trigger.Http))
            .Where(function => function.Trigger is not null)
            .ToLookup(function => function.Trigger?.Route ?? "", function => function.Function);
        foreach (var route in byRoute)
        {
            var pattern = $"/{settings.RoutePrefix}/{route.Key}".Replace("//", "/", StringComparison.Ordinal);
            application.Map(pattern, context => AnswerAsync(context, route));
        }
    }

    private async Task AnswerAsync(HttpContext context, IEnumerable<FunctionDefinition> functions)
    {
        foreach (var function in functions)
        {
            if (function.Trigger is Trigger.Http trigger
                && (trigger.Methods.IsEmpty || trigger.Methods.Contains(context.Request.Method)))
            {
                await (trigger.IsAnonymous || HasKey(context.Request)
                    ? RunAsync(context, function)
                    : RefuseAsync(context, StatusCodes.Status401Unauthorized));

                return;
            }
        }

        // To the host a route with another method is no route at all.
        await RefuseAsync(context, StatusCodes.Status404NotFound);
    }

    private bool HasKey(HttpRequest request)
    {
        if (options.HostKey is not { } key)
        {
            return true;
        }

        var given = request.Headers.TryGetValue(KeyHeader, out var header) ? header : request.Query[KeyParameter];

        return CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(given.ToString())), SHA256.HashData(Encoding.UTF8.GetBytes(key)));
    }

    private async Task RunAsync(HttpContext context, FunctionDefinition function)
    {
        var outcome = function.IsHttpOnly && settings.Handler.HttpPassing is not HttpPassing.Envelope
            ? await ForwardAsync(context, function)
            : await InvokeAsync(context, function);
        if (outcome is InvocationOutcome.Failed && !context.Response.HasStarted)
        {
            await RefuseAsync(context, StatusCodes.Status500InternalServerError);
        }
    }

    private Task<InvocationOutcome> ForwardAsync(HttpContext context, FunctionDefinition function) =>
        invoker.RunAsync(function, async (id, handler, cancellation) =>
        {
            await forwarder.ForwardAsync(context, id, handler, cancellation);

            return new InvocationOutcome.Succeeded(null);
        }, context.RequestAborted);

    private async Task<InvocationOutcome> InvokeAsync(HttpContext context, FunctionDefinition function)
    {
        var (value, text) = await HttpTriggerValue.ReadAsync(context.Request, context.RequestAborted);
        var metadata = HttpTriggerValue.MetadataOf(
            function.Name, context.Request, text, options.TimeProvider.GetUtcNow());
        var outcome = await invoker.InvokeAsync(function, value, metadata, context.RequestAborted);
        if (outcome is not InvocationOutcome.Succeeded succeeded)
        {
            return outcome;
        }

        try
        {
            await HttpOutputAnswer.WriteAsync(context.Response, succeeded.HttpOutput, context.RequestAborted);

            return outcome;
        }
        catch (InvocationFailedException exception)
        {
            return new InvocationOutcome.Failed(exception.Message);
        }
    }

    private static Task RefuseAsync(HttpContext context, int status)
    {
        context.Response.Clear();
        context.Response.StatusCode = status;

        return Task.CompletedTask;
    }
}
