using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Rollouts;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp rollback</c>: old content under a new, higher number.</summary>
internal sealed class RollbackCommand(Terminal terminal)
{
    private readonly HeadOptions head = new();
    private readonly RolloutOptions rollout = new();
    private readonly Option<long?> to = new("--to")
    {
        HelpName = "SEQUENCE",
        Description = "The release whose content comes back (default: the newest last-known-good)",
    };

    public static Command Create(Terminal terminal)
    {
        var rollback = new RollbackCommand(terminal);
        var command = new Command("rollback", "Bring the content of an earlier release back, as a new release.")
        {
            rollback.to,
        };
        rollback.head.AddTo(command);
        rollback.rollout.AddTo(command);
        command.SetAction(rollback.RunAsync);

        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (reader, writer, _) = head.StoreOf(parsed);
        var keys = await head.Keys.OpenAsync(parsed, cancellation);
        var channel = head.ChannelOf(parsed);
        var back = new ReleaseRollback(reader, writer, keys, terminal.Time);
        var sequence = parsed.GetValue(to) ?? Choose(await back.ChoicesAsync(channel, cancellation));

        return head.Conclude(parsed, terminal, sequence is { } number
            ? ReportOf(channel, number, await back.ToAsync(channel, number, rollout.Read(parsed), cancellation))
            : new("refused", channel, Head: null, "there is no release to go back to: name one with --to SEQUENCE"));
    }

    // Whoever sits at a terminal is asked; a script gets the newest.
    private long? Choose(ImmutableArray<RollbackChoice> choices)
    {
        if (choices is not [var newest, ..] || !terminal.IsInteractive)
        {
            return choices is [] ? null : choices[0].Release.Sequence;
        }

        foreach (var choice in choices)
        {
            terminal.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{choice.Release.Sequence,8}  {(choice.Good is { } at ? $"good since {at:u}" : "the release before"),-32}  "
                + $"{choice.Source.Commit ?? choice.Source.Repository}"));
        }

        terminal.Error.Write(FormattableString.Invariant($"Back to which? [{newest.Release.Sequence}] "));
        using var input = new StreamReader(terminal.OpenInput());
        var answer = input.ReadLine()?.Trim();

        return answer is null or "" ? newest.Release.Sequence
            : long.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new WrongUsageException($"'{answer}' is no sequence");
    }

    private static HeadReport ReportOf(string channel, long sequence, Publication publication) => publication switch
    {
        Publication.Published published => new(
            "published", channel, published.Head,
            $"release {published.Head.Sequence} has the content of release {sequence}; take the change back in its source, too"),
        Publication.Withdrawn withdrawn => new(
            "withdrawn", channel, withdrawn.Head, $"release {sequence} is the stable one, and the candidate was taken back"),
        Publication.Unchanged unchanged => new(
            "unchanged", channel, unchanged.Head, $"the channel has the content of release {sequence} already"),
        Publication.Proposed => new("proposed", channel, Head: null, "other builders have to sign it, too: gwp cosign"),
        Publication.Superseded => new("refused", channel, Head: null, "somebody else moved the channel on meanwhile: look again"),
        Publication.Refused refused => new("refused", channel, Head: null, refused.Reason),
        _ => throw new UnreachableException(),
    };
}
