using System.Diagnostics;
using GatewayPipeline.Cli.Agents;
using GatewayPipeline.Compiler;

namespace GatewayPipeline.Cli.Up;

/// <summary>
/// One run of <c>gwp up</c>: everything that must live is started here, and everything that was started ends here.
/// </summary>
internal sealed class UpSession(UpOptions options, Terminal terminal)
{
    private readonly long began = Stopwatch.GetTimestamp();
    private readonly UpReport report = new(terminal);
    private readonly TaskCompletionSource broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SupervisedChild? gateway;

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="BrokenWorldException">A child cannot be kept alive, or the machine does not give what is
    /// needed.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var watcher = new FolderWatcher(options.Folder);
        using var state = await StateFolder.OpenAsync(options.State, cancellation);
        var hasReleases = state.HasReleases;
        var publisher = UpPublisher.Open(state, options.Folder);
        var runtime = RuntimeFolder.Of(state.Path);
        var agentProgram = new AgentProgram(state, runtime);
        var program = GatewayProgram.Choose(options.ForcePreview);
        report.Starting(options, state.Path, runtime.Status, program.Description);

        await using var agent = Supervise(
            state, () => agentProgram.Start(state.Store, publisher.RootPath, program.EnvoyPath, Certificates()));
        await using var echoes = new EchoUpstreams(state.Echoes);
        using var client = new AgentClient(runtime.Status);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var line = new UpLine(
            options, new(options, echoes, terminal), publisher, client, report, token =>
                StartGatewayAsync(state, runtime, agentProgram, program, token));
        try
        {
            if (hasReleases)
            {
                await echoes.ResumeAsync(ending.Token);
                line.IsServing = true;
            }

            if (hasReleases || program.WaitsForAgent)
            {
                await StartGatewayAsync(state, runtime, agentProgram, program, ending.Token);
            }

            var working = WorkAsync(line, watcher, ending.Token);
            await await Task.WhenAny(working, broken.Task);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            report.Ending();
        }
        finally
        {
            await ending.CancelAsync();
            await (gateway?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private async Task WorkAsync(UpLine line, FolderWatcher watcher, CancellationToken cancellation)
    {
        await line.TakeAsync(began, cancellation);
        await foreach (var change in watcher.WatchAsync(cancellation))
        {
            try
            {
                await line.TakeAsync(change, cancellation);
            }
            catch (BrokenWorldException e)
            {
                // A port that is taken, a folder that is gone for a moment: said, and the next change tries again.
                report.Trouble(e.Message);
            }
        }
    }

    private async Task StartGatewayAsync(
        StateFolder state, RuntimeFolder runtime, AgentProgram agent, GatewayProgram program,
            CancellationToken cancellation)
    {
        if (gateway is null)
        {
            await program.PrepareAsync(state, agent, cancellation);
            gateway = Supervise(state, () => program.Start(state, runtime));
        }
    }

    private SupervisedChild Supervise(StateFolder state, Func<ChildProcess> start) =>
        new(() => state.Note(start()), report.Trouble, reason => broken.TrySetException(reason));

    private string? Certificates() =>
        (options.Compiler.CertificateDirectory ?? CompilerOptions.DefaultCertificateDirectory) is var folder
        && Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
}
