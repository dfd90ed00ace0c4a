using System.Diagnostics;
using GatewayPipeline.Cli.Agents;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Cli.Up;

/// <summary>The way from a saved file to a gateway that serves it, gone once for each change.</summary>
internal sealed class UpLine(
    UpOptions options,
    UpCompiler compiler,
    UpPublisher publisher,
    AgentClient agent,
    UpReport report,
    Func<CancellationToken, Task> startGateway)
{
    private ManifestTree? seen;
    private EnvoyResources served = new();

    /// <summary>True once the gateway has something to serve, be it from an earlier session.</summary>
    public bool IsServing { get; set; }

    private bool hasGreeted;

    /// <param name="since">The <see cref="Stopwatch"/> time from which the person has been waiting.</param>
    /// <param name="cancellation">Ends the session.</param>
    public async Task TakeAsync(long since, CancellationToken cancellation)
    {
        var build = await compiler.CompileAsync(cancellation);
        if (seen is not null && IsSame(seen, build.Tree))
        {
            return;
        }

        seen = build.Tree;
        if (build.Snapshot is not { } snapshot)
        {
            report.Mistaken(build, IsServing);

            return;
        }

        report.Doubts(build);
        var sequence = await publisher.PublishAsync(snapshot, cancellation);
        await startGateway(cancellation);
        await ConcludeAsync(build, sequence, since, cancellation);
    }

    private async Task ConcludeAsync(UpBuild build, long sequence, long since, CancellationToken cancellation)
    {
        var status = await agent.WhenDecidedAsync(sequence, cancellation);
        var refusal = status.Refused.FirstOrDefault(refused => refused.Sequence >= sequence);
        if (status.Active?.Sequence >= sequence)
        {
            Tell(build, Stopwatch.GetElapsedTime(since));
        }
        else if (refusal is not null)
        {
            report.Refused(refusal.Reason, build.Compilation);
        }
        else
        {
            report.Trouble(
                $"the gateway has not taken it up yet: {status.LastError?.Message ?? "no gateway is connected"}");
        }
    }

    private void Tell(UpBuild build, TimeSpan elapsed)
    {
        var changes = SnapshotChanges.Between(served, build.Resources);
        served = build.Resources;
        IsServing = true;
        if (!hasGreeted)
        {
            hasGreeted = true;
            report.Serving(options, build, elapsed);
        }
        else if (changes.IsEmpty)
        {
            report.Unchanged(elapsed);
        }
        else
        {
            report.Changed(changes, elapsed);
        }
    }

    private static bool IsSame(ManifestTree one, ManifestTree other) => one.Files.SequenceEqual(other.Files);
}
