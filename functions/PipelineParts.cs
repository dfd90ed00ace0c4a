using GatewayPipeline.Delivery.Events;
using GatewayPipeline.Delivery.GitHosts;
using GatewayPipeline.Delivery.GitHosts.Access;
using GatewayPipeline.Delivery.Pipeline;
using GatewayPipeline.Delivery.Pipeline.Releases;
using GatewayPipeline.Delivery.Pipeline.Reports;
using GatewayPipeline.Delivery.Pipeline.Reviews;
using GatewayPipeline.Delivery.Pipeline.Settings;
using GatewayPipeline.Delivery.Pipeline.Webhooks;
using GatewayPipeline.Delivery.Secrets;
using GatewayPipeline.Functions.AdvanceRollout;
using GatewayPipeline.Functions.CheckPullRequest;
using GatewayPipeline.Functions.Hosting;
using GatewayPipeline.Functions.PublishRevision;
using GatewayPipeline.Functions.PushWebhook;
using GatewayPipeline.Functions.ReceiveStatus;
using GatewayPipeline.Functions.Reconcile;

namespace GatewayPipeline.Functions;

/// <summary>How the app is put together, from what its environment says.</summary>
internal static class PipelineParts
{
    public const string SettingsVariable = "PIPELINE_SETTINGS";
    public const string EndpointVariable = "EVENTS_ENDPOINT";
    public const string KeyVariable = "EVENTS_KEY";

    /// <exception cref="InvalidDataException">A variable is missing, or says what cannot be.</exception>
    public static void AddTo(IServiceCollection services)
    {
        var time = TimeProvider.System;
        services.AddSingleton(time);
        services.AddSingleton(OpenSettings(time));
        services.AddSingleton(OpenTopic(time));
        services.AddSingleton<ISecretReader>(
            new SecretReader(new() { Environment = Environment.GetEnvironmentVariable }, time));
        services.AddSingleton(provider => new PipelineOpener(
            provider.GetRequiredService<SettingsWatch>(), Environment.GetEnvironmentVariable, time));
        services.AddSingleton(provider => new HostAccess(provider.GetRequiredService<ISecretReader>(), time));
        services.AddSingleton(provider => new SourceOpener(
            provider.GetRequiredService<HostAccess>(), Environment.GetEnvironmentVariable));
        services.AddSingleton(provider => new WebhookReceiver(
            provider.GetRequiredService<SettingsWatch>(), provider.GetRequiredService<ISecretReader>(),
            GitHostCatalog.All, provider.GetRequiredService<IEventTopic>(), time));
        services.AddSingleton<RevisionPublisher>();
        services.AddSingleton<SourceReconciler>();
        services.AddSingleton<RolloutAdvancer>();
        services.AddSingleton<ReportReceiver>();
        services.AddSingleton<PullRequestChecker>();
        services.AddSingleton<IHttpFunction, PushWebhookFunction>();
        services.AddSingleton<IHttpFunction, ReceiveStatusFunction>();
        services.AddSingleton<IQueueFunction, PublishRevisionFunction>();
        services.AddSingleton<IQueueFunction, CheckPullRequestFunction>();
        services.AddSingleton<ITimerFunction, ReconcileFunction>();
        services.AddSingleton<ITimerFunction, AdvanceRolloutFunction>();
    }

    private static SettingsWatch OpenSettings(TimeProvider time)
    {
        var place = Environment.GetEnvironmentVariable(SettingsVariable);
        try
        {
            return SettingsWatch.Open(
                string.IsNullOrWhiteSpace(place)
                    ? throw new InvalidDataException(
                        $"{SettingsVariable} is not set: name the path or the address of the pipeline's settings.")
                    : place,
                [.. GitHostCatalog.All.Select(host => host.Name)],
                Environment.GetEnvironmentVariable,
                time);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"{SettingsVariable}: {exception.Message}", exception);
        }
    }

    private static IEventTopic OpenTopic(TimeProvider time)
    {
        if (Environment.GetEnvironmentVariable(EndpointVariable) is not { Length: > 0 } endpoint)
        {
            return new NoTopic();
        }

        try
        {
            return EventGridTopic.Open(endpoint, Environment.GetEnvironmentVariable(KeyVariable), time);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"{EndpointVariable}: {exception.Message}", exception);
        }
    }
}
