using GatewayPipeline.Functions;
using GatewayPipeline.Functions.Hosting;
using Microsoft.Extensions.Logging.Console;

using var stop = new StopSignal();
try
{
    var builder = WebApplication.CreateSlimBuilder(args);
    builder.Logging.ClearProviders()
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddSimpleConsole(console => console.SingleLine = true);
    builder.Logging.Services.Configure<ConsoleLoggerOptions>(
        console => console.LogToStandardErrorThreshold = LogLevel.Error);
    Observation.AddLogs(builder.Logging);
    var port = Environment.GetEnvironmentVariable(CustomHandler.PortVariable);
    CustomHandler.Listen(builder, port);
    PipelineParts.AddTo(builder.Services);
    builder.Services.AddSingleton(HostLimits.Read(AppContext.BaseDirectory));
    builder.Services.AddSingleton<QueueInvoker>();
    builder.Services.AddSingleton<CustomHandler>();
    builder.Services.AddHostedService<SettingsReport>();
    builder.Services.Configure<HostOptions>(
        host => host.ShutdownTimeout = CustomHandler.StopPatience + TimeSpan.FromSeconds(5));

    await using var application = builder.Build();
    using var observation = Observation.Begin(application.Services.GetRequiredService<ILoggerFactory>());
    application.Services.GetRequiredService<CustomHandler>().Map(
        application,
        application.Services.GetServices<IHttpFunction>(),
        application.Services.GetServices<IQueueFunction>(),
        application.Services.GetServices<ITimerFunction>());
    Log.Started(
        application.Logger, port ?? "",
        Environment.GetEnvironmentVariable(PipelineParts.SettingsVariable)?.Split('?')[0] ?? "",
        Environment.GetEnvironmentVariable(PipelineParts.EndpointVariable) ?? "nobody");
    application.Lifetime.ApplicationStopping.Register(() => Log.Stopping(application.Logger));
    await application.RunAsync();

    return stop.ExitCode;
}
catch (Exception exception) when (exception is InvalidDataException or IOException)
{
    await Console.Error.WriteLineAsync(exception.Message);

    return StopSignal.Broken;
}
