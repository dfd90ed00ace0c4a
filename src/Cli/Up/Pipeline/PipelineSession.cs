using System.Text.Json;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Cli.Agents;
using GatewayPipeline.Cli.Input;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Cli.Up.Pipeline;

/// <summary>
/// One run of <c>gwp up --functions</c>: from a push to a bare repository to what a gateway answers, by the parts that
/// do it in Azure. Everything that was started ends here.
/// </summary>
internal sealed class PipelineSession(PipelineOptions options, Terminal terminal)
{
    // Ctrl-C reaches the whole group: a part that ends with us has not died.
    private static readonly TimeSpan TogetherWithUs = TimeSpan.FromMilliseconds(300);

    private readonly PipelineReport report = new(terminal);
    private readonly PushTimeline timeline = new();
    private readonly TaskCompletionSource broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SupervisedChild? gateway;
    private bool isServing;

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="BrokenWorldException">A part cannot be kept alive, or the machine does not give what is
    /// needed.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var repository = new LocalRepository(options.Repository);
        using var state = await StateFolder.OpenAsync(options.State, cancellation);
        var files = new PipelineFiles(state.Path);
        var runtime = RuntimeFolder.Of(state.Path);
        var program = GatewayProgram.Choose(options.ForcePreview);
        report.Starting(options, state.Path, program.Description);
        using var keys = UpPublisher.OpenKeys(state);
        using var log = new FunctionsLog(files.FunctionsLog, timeline.See);
        try
        {
            await using var pipeline = await LocalPipeline.StartAsync(
                options, files, keys, timeline, log, report, cancellation);
            report.Hook(await repository.InstallHookAsync(state.Path, cancellation));
            var agentProgram = new AgentProgram(state, runtime);
            var store = $"{pipeline.Store}";
            await using var agent = Supervise(
                state, () => agentProgram.Start(store, keys.RootPath, program.EnvoyPath, certificates: null));
            using var client = new AgentClient(runtime.Status);
            await ServeAsync(state, files, repository, pipeline, program, agentProgram, client, cancellation);
        }
        catch (LocalCloud.LocalCloudException exception)
        {
            throw new BrokenWorldException(exception.Message, exception);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            report.Ending();
        }
    }

    private async Task ServeAsync(
        StateFolder state, PipelineFiles files, LocalRepository repository, LocalPipeline pipeline,
        GatewayProgram program, AgentProgram agent, AgentClient client, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task StartGatewayAsync() => EnsureGatewayAsync(state, program, agent, ending.Token);
        try
        {
            var head = await pipeline.OpenStore().Reader.GetAsync(
                StoreLayout.Head(PipelineFiles.Channel), unlessETag: null, Limits.HeadBytes, ending.Token);
            if (program.WaitsForAgent || head is StoreRead.Found)
            {
                await StartGatewayAsync();
            }

            await TellOfTheRefAsync(files, repository, ending.Token);
            var hearing = HearAsync(files, client, StartGatewayAsync, ending.Token);
            var first = await Task.WhenAny(hearing, broken.Task, pipeline.Ended);
            if (first != hearing)
            {
                await Task.Delay(TogetherWithUs, cancellation);
            }

            await first;
            throw new BrokenWorldException("a part of the pipeline has ended; its last words are in the logs");
        }
        finally
        {
            await ending.CancelAsync();
            await (gateway?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    // What was pushed while nobody listened: the same webhook that the hook would have sent.
    private async Task TellOfTheRefAsync(
        PipelineFiles files, LocalRepository repository, CancellationToken cancellation)
    {
        if (await repository.CommitOfAsync(options.Ref, cancellation) is not { } commit)
        {
            report.Empty(options);
        }
        else if (await files.ReadWebhookAsync(cancellation) is { } place)
        {
            using var sender = new WebhookSender(place, await files.SecretAsync(cancellation));
            if (await sender.SendAsync(RefUpdate.To(commit, options.Ref), cancellation) is { } trouble)
            {
                report.Trouble(trouble);
            }
        }
    }

    private async Task HearAsync(
        PipelineFiles files, AgentClient client, Func<Task> startGateway, CancellationToken cancellation)
    {
        await foreach (var news in timeline.News.ReadAllAsync(cancellation))
        {
            switch (news)
            {
                case PipelineNews.Released released:
                    await startGateway();
                    await FollowAsync(released, files, client, cancellation);
                    break;

                case PipelineNews.Refused refused:
                    report.Refused(refused);
                    break;

                case PipelineNews.Quiet quiet:
                    report.Quiet(quiet.Sentence);
                    await GreetAsync(client, cancellation);
                    break;

                case PipelineNews.Trouble trouble:
                    report.Trouble(trouble.Text);
                    break;
            }
        }
    }

    /// <summary>Waits until the gateway has the release, or has refused it.</summary>
    private async Task FollowAsync(
        PipelineNews.Released released, PipelineFiles files, AgentClient client, CancellationToken cancellation)
    {
        var status = await client.WhenDecidedAsync(released.Sequence, cancellation);
        var now = TimeProvider.System.GetUtcNow();
        if (status.Refused.FirstOrDefault(refused => refused.Sequence >= released.Sequence) is { } refusal)
        {
            report.RefusedByGateway(refusal.Sequence, refusal.Reason);
        }
        else if (status.Active is { } active && active.Sequence >= released.Sequence)
        {
            var stages = PushStages.Of(
                released.Times, released.Commit, released.Sequence, now, active.ActivationMilliseconds);
            report.Released(stages);
            var line = JsonSerializer.Serialize(stages, PushStagesJson.Default.PushStages);
            await File.AppendAllTextAsync(files.Timeline, line + "\n", cancellation);
            await GreetAsync(client, cancellation);
        }
        else
        {
            report.Trouble(
                $"the gateway has not taken it up yet: {status.LastError?.Message ?? "no gateway is connected"}");
        }
    }

    private async Task GreetAsync(AgentClient client, CancellationToken cancellation)
    {
        if (!isServing && await client.BundleAsync(cancellation) is { } bytes
            && BundleReader.Open(bytes) is BundleOpening.Opened opened)
        {
            isServing = true;
            report.Serving(FoundResources.Of(opened.Bundle.Snapshot).Resources);
        }
    }

    private async Task EnsureGatewayAsync(
        StateFolder state, GatewayProgram program, AgentProgram agent, CancellationToken cancellation)
    {
        if (gateway is null)
        {
            await program.PrepareAsync(state, agent, cancellation);
            gateway = Supervise(state, () => program.Start(state, RuntimeFolder.Of(state.Path)));
        }
    }

    private SupervisedChild Supervise(StateFolder state, Func<ChildProcess> start) =>
        new(() => state.Note(start()), report.Trouble, reason => broken.TrySetException(reason));
}
