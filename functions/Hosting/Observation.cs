using System.Diagnostics;
using GatewayPipeline.Delivery.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace GatewayPipeline.Functions.Hosting;

/// <summary>
/// Where traces, metrics and logs go: to an OTLP endpoint if the environment names one, as OpenTelemetry's own
/// variables do; else each step of a trace is a line on the console.
/// </summary>
internal sealed class Observation : IDisposable
{
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ServiceName = "gateway-pipeline-functions";

    private readonly List<IDisposable> parts = [];

    private Observation()
    {
    }

    public static bool IsExported => Environment.GetEnvironmentVariable(EndpointVariable) is { Length: > 0 };

    public static void AddLogs(ILoggingBuilder logging)
    {
        if (IsExported)
        {
            logging.AddOpenTelemetry(options =>
            {
                options.IncludeFormattedMessage = true;
                options.IncludeScopes = true;
                options.SetResourceBuilder(Resource()).AddOtlpExporter();
            });
        }
    }

    public static Observation Begin(ILoggerFactory loggers)
    {
        var observation = new Observation();
        if (IsExported)
        {
            observation.parts.Add(Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(Resource()).AddSource(DeliveryTelemetry.Name).AddOtlpExporter().Build());
            observation.parts.Add(Sdk.CreateMeterProviderBuilder()
                .SetResourceBuilder(Resource()).AddMeter(DeliveryTelemetry.Name).AddOtlpExporter().Build());
        }
        else
        {
            observation.parts.Add(Listen(loggers.CreateLogger<Observation>()));
        }

        return observation;
    }

    public void Dispose() => parts.ForEach(part => part.Dispose());

    private static ActivityListener Listen(ILogger logger)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == DeliveryTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Log.StepEnded(
                logger, activity.TraceId.ToString(), activity.OperationName, activity.Duration.TotalMilliseconds,
                activity.Status is ActivityStatusCode.Error ? $" and failed: {activity.StatusDescription}" : "."),
        };
        ActivitySource.AddActivityListener(listener);

        return listener;
    }

    private static ResourceBuilder Resource() => ResourceBuilder.CreateDefault()
        .AddService(ServiceName, serviceVersion: typeof(Observation).Assembly.GetName().Version?.ToString(3))
        .AddEnvironmentVariableDetector();
}
