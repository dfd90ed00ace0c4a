using GatewayPipeline.Delivery.Pipeline.Settings;

namespace GatewayPipeline.Functions.Hosting;

/// <summary>Looks at the settings now and then, also while nobody calls, and says aloud what has become of them.</summary>
internal sealed class SettingsReport(SettingsWatch settings, TimeProvider time, ILogger<SettingsReport> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private SettingsState? told;

    /// <summary>One look, before anybody can call.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await LookAsync(stoppingToken);
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var state = await settings.GetAsync(cancellation);
        if (state.Settings is { } taken && state.Version != told?.Version)
        {
            Log.SettingsTaken(logger, taken.Sources.Length);
        }

        if (state.Problem is { } problem && problem != told?.Problem)
        {
            if (state.Settings is null)
            {
                Log.SettingsMissing(logger, problem);
            }
            else
            {
                Log.SettingsKept(logger, problem);
            }
        }

        told = state;
    }
}
