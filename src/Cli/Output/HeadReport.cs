using System.Globalization;
using System.Text.Json;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;
using GatewayPipeline.Delivery.Rollouts;

namespace GatewayPipeline.Cli.Output;

/// <summary>What came of changing a channel's head, what it is at now, and what can be done next.</summary>
/// <param name="Outcome">changed, waiting or refused; after a rollback published, proposed, or as after gwp publish.</param>
/// <param name="Head">Null if it was not changed.</param>
internal sealed record HeadReport(string Outcome, string Channel, ChannelHead? Head, string Reason)
{
    public static HeadReport Of(string channel, HeadEdit edit) => edit switch
    {
        HeadEdit.Written written => new("changed", channel, written.Head, written.Reason),
        HeadEdit.Kept kept => new("waiting", channel, kept.Head, kept.Reason),
        HeadEdit.Refused refused => new("refused", channel, Head: null, refused.Reason),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public bool IsGood => Outcome is not "refused";

    public void Write(Terminal terminal, string? format)
    {
        if (format is OutputFormat.Json)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(ToRow(), StatusJson.Readable.HeadRow));
        }
        else if (Head is null)
        {
            terminal.Error.WriteLine($"{Outcome}: {Reason}");
        }
        else
        {
            terminal.Out.WriteLine($"{Outcome,-10} {Reason}");
            terminal.Out.WriteLine($"{"now",-10} {Summary(Head)}");
            if (Next(Head) is { } next)
            {
                terminal.Out.WriteLine($"{"next",-10} {next}");
            }
        }
    }

    /// <summary>One line: what is stable, and what is on its way.</summary>
    public static string Summary(ChannelHead head)
    {
        var stable = string.Create(CultureInfo.InvariantCulture, $"channel {head.Channel}: release {head.Release.Sequence} is stable");

        return (head.Rollout, head.Withdrawn) switch
        {
            ({ } rollout, _) => string.Create(
                CultureInfo.InvariantCulture,
                $"{stable}, release {rollout.Release.Sequence} is at {rollout.Percent} %, {StageOf(rollout.Stage, rollout.Plan.Stages.Length)}")
                + (rollout.Paused is null ? "" : $", halted: {rollout.Paused}"),
            (_, { } withdrawn) => string.Create(
                CultureInfo.InvariantCulture, $"{stable}, release {withdrawn.Sequence} was taken back: {withdrawn.Reason}"),
            _ => stable,
        };
    }

    private static string StageOf(int stage, int stages) =>
        stage >= stages ? "baking" : string.Create(CultureInfo.InvariantCulture, $"stage {stage + 1} of {stages}");

    private static string? Next(ChannelHead head) => head switch
    {
        { Rollout.Paused: not null } => "gwp rollout resume goes on, gwp rollout abort takes it back",
        { Rollout: not null } => "gwp rollout watch goes on as gateways report, gwp promote at once; gwp rollout abort takes it back",
        { Withdrawn: { MayReturn: not true } } => "publish something else: the same content would be refused",
        _ => null,
    };

    private HeadRow ToRow() => new(
        Outcome, Channel, Head?.Epoch, Head?.Revision, Head?.Sequence, Head?.Release.Sequence, RolloutRow.Of(Head),
        Head?.Withdrawn, Reason);
}

internal sealed record HeadRow(
    string Outcome,
    string Channel,
    long? Epoch,
    long? Revision,
    long? Sequence,
    long? Stable,
    RolloutRow? Rollout,
    WithdrawnRelease? Withdrawn,
    string Reason);

/// <summary>A rollout as commands print it.</summary>
internal sealed record RolloutRow(
    long Sequence, BundleDigest ContentDigest, int Percent, int Stage, int Stages, DateTimeOffset StageBegan, string? Paused)
{
    public static RolloutRow? Of(ChannelHead? head) => head?.Rollout is { } rollout
        ? new(
            rollout.Release.Sequence, rollout.Bundle.ContentDigest, rollout.Percent, rollout.Stage,
            rollout.Plan.Stages.Length, rollout.StageBegan, rollout.Paused)
        : null;
}
