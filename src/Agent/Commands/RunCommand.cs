using GatewayPipeline.Agent.Activating;
using GatewayPipeline.Agent.Ads;
using GatewayPipeline.Agent.Disk;
using GatewayPipeline.Agent.Hosting;
using GatewayPipeline.Agent.Polling;
using GatewayPipeline.Agent.Reporting;
using GatewayPipeline.Agent.Status;
using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Agent.Commands;

/// <summary>
/// <c>gwp-agent run</c>: puts the agent together, from the disk up, and runs it until it is asked to stop.
/// </summary>
internal static class RunCommand
{
    private static readonly TimeSpan TrialLimit = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(RunOptions options, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        using var loggers = AgentServer.CreateLoggers();
        var log = loggers.CreateLogger<Reconciler>();
        var data = new DataFolder(options.Data);
        data.Create();
        using var held = data.Lock();
        LinkCertificates(options, data);

        // The server comes up while what lies on disk is verified: a gateway that is waiting is fed sooner.
        var run = OpenRuntime(options, data);
        var served = new ServedResources();
        var building =
            Task.Run(() => AgentServer.Build(run.AdsSocket, run.StatusSocket, served, loggers), cancellation);
        var store = StoreAddress.Open(options.Store, time);
        var trust = await LoadTrustAsync(options, data, store, time, log, cancellation);
        var reports = options.Report is { } address ? StoreAddress.OpenReports(address, time) : null;
        var staging = new Staging(data.Generations, trust);
        var refusals = new Refusals(data.Quarantine, time, loggers.CreateLogger<Refusals>());
        var generations = Generations.Load(data, staging, refusals, time, log);
        await using var server = await building;
        using var admin = new EnvoyAdmin(run.AdminSocket);
        var board = new StatusBoard(options.GatewayId, options.Channel);
        new StatusEndpoints(board, time, server.Lifetime.ApplicationStopping).Map(server);

        var target = new AdsTarget(served, admin, new(), time, loggers.CreateLogger<AdsTarget>());
        if (generations.Active is { } active)
        {
            target.Offer(active, generations.Interrupted);
        }

        var reporter = new StatusReporter(board, generations, refusals, time, loggers.CreateLogger<StatusReporter>());
        reporter.Published();
        await AgentServer.OpenAsync(server, [run.AdsSocket, run.StatusSocket], cancellation);
        data.Run.Write(run);
        Log.Started(
            log, options.Channel, StoreAddress.WithoutQuery(options.Store), options.GatewayId, run.AdsSocket);

        var reconciler = new Reconciler(
            new Intake(
                new(store, options.Channel, trust, time), new(store, trust, time, log), staging, data.Floor, refusals,
                new(options.Guard, generations, refusals), options.GatewayId),
            new Readiness(data, options.Envoy is { } envoy ? new TrialLoad(envoy, data.FullPath, TrialLimit) : null),
            target, generations, refusals, served, reporter, new Pace(options.Poll, time), log);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            cancellation, server.Lifetime.ApplicationStopping);
        var reporting = reports is null
            ? Task.CompletedTask
            : new ReportLoop(
                    reports, board, admin, new(data.Serials, time), options.ReportEvery, time,
                    loggers.CreateLogger<ReportLoop>())
                .RunAsync(ending.Token);
        await ReconcileAsync(reconciler, log, ending.Token);
        await reporting;
        await server.StopAsync(CancellationToken.None);

        return 0;
    }

    private static async Task<TrustAnchor> LoadTrustAsync(
        RunOptions options, DataFolder data, IStoreReader store, TimeProvider time, ILogger log,
        CancellationToken cancellation)
    {
        var pin = new RootPin(data, store, new(options.Poll, time), log);

        return TrustAnchor.Load(await pin.ReadAsync(options.Trust, cancellation), data, options.Channel, log);
    }

    private static async Task ReconcileAsync(Reconciler reconciler, ILogger log, CancellationToken ending)
    {
        try
        {
            await reconciler.RunAsync(ending);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            Log.Stopping(log);
        }
    }

    private static void LinkCertificates(RunOptions options, DataFolder data)
    {
        if (options.Certificates is { } certificates)
        {
            data.LinkCertificates(certificates);
        }
    }

    private static RunState OpenRuntime(RunOptions options, DataFolder data)
    {
        var runtime = options.Runtime is { } folder
            ? new RuntimeDirectory(Path.GetFullPath(folder))
            : RuntimeDirectory.Of(data.FullPath);
        runtime.Create();

        return new()
        {
            ProcessId = Environment.ProcessId,
            GatewayId = options.GatewayId,
            Channel = options.Channel,
            AdsSocket = UnixSocketPath.Prepare(options.Ads ?? runtime.AdsSocket),
            AdminSocket = UnixSocketPath.Check(runtime.AdminSocket),
            StatusSocket = UnixSocketPath.Prepare(options.Status ?? runtime.StatusSocket),
        };
    }
}
