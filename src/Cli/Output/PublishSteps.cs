using System.Text.Json;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Cli.Output;

/// <summary>Prints what a publisher does, one line for each step; findings go to standard error.</summary>
internal sealed class PublishSteps(Terminal terminal) : IReleaseEvents
{
    private const int ShortCommit = 12;

    public Task HearAsync(ReleaseEvent happened, CancellationToken cancellation)
    {
        switch (happened)
        {
            case ReleaseEvent.Resolved { Revision: { Commit: { } commit } revision }:
                Say("resolved", $"{revision.Ref ?? revision.Repository} is at commit {commit[..ShortCommit]}");
                break;
            case ReleaseEvent.Waited waited:
                Say("waited", $"another publisher of channel {waited.Channel} was first; looking again");
                break;
            case ReleaseEvent.Compiled { Compilation: var compilation, Tree: var tree } compiled:
                new FindingsReport(terminal, tree).WriteText(compilation, terminal.Error);
                FindingsReport.WriteSummary(compilation, terminal.Error);
                if (compiled.Build.Bundle is { } bundle)
                {
                    Say("compiled", $"{bundle.ContentDigest}");
                }

                break;
            case ReleaseEvent.Remembered { Build: var build }:
                WriteRemembered(build.Findings);
                if (build.Bundle is { } known)
                {
                    Say("remembered", $"{known.ContentDigest} was compiled of the same before");
                }

                break;
            case ReleaseEvent.HeldBack { Namespace: { Part: var part, Findings.Length: var count } }:
                terminal.Error.WriteLine(
                    $"held: namespace {part.Namespace} "
                    + (part.Commit is { } old ? $"stays at commit {old[..ShortCommit]}" : "is left out")
                    + FormattableString.Invariant($": {count} of the errors above are its own; all others go on"));
                break;
            case ReleaseEvent.Ended { Publication: var publication }:
                PublicationReport.WriteText(publication, terminal);
                break;
        }

        return Task.CompletedTask;
    }

    private void Say(string step, string what) => terminal.Out.WriteLine($"{step,-10} {what}");

    private void WriteRemembered(JsonElement findings)
    {
        foreach (var finding in findings.GetProperty("findings").EnumerateArray())
        {
            terminal.Error.WriteLine(
                $"{finding.GetProperty("file")}:{finding.GetProperty("line")}:{finding.GetProperty("column")}: "
                + $"{finding.GetProperty("severity")} {finding.GetProperty("code")}: {finding.GetProperty("message")}");
        }
    }
}
