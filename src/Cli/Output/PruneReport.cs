using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GatewayPipeline.Delivery.Retention;

namespace GatewayPipeline.Cli.Output;

/// <summary>What a pruning removed and what it kept, for people by numbers, for pipelines one by one.</summary>
internal sealed class PruneReport(Pruning pruning, bool isTrial)
{
    public void WriteText(Terminal terminal)
    {
        switch (pruning)
        {
            case Pruning.Refused refused:
                terminal.Error.WriteLine($"refused: nothing was removed: {refused.Reason}");
                break;
            case Pruning.Done done:
                WriteText(terminal.Out, done);
                break;
            default:
                throw new UnreachableException();
        }
    }

    public void WriteJson(TextWriter output) => output.WriteLine(JsonSerializer.Serialize(
        pruning switch
        {
            Pruning.Refused refused => new PruneRows("refused", refused.Reason, []),
            Pruning.Done done => new(isTrial ? "dryRun" : "pruned", Reason: null, [.. done.Objects.Select(RowOf)]),
            _ => throw new UnreachableException(),
        },
        PruneJson.Readable.PruneRows));

    private void WriteText(TextWriter output, Pruning.Done done)
    {
        var removed = isTrial ? "would be removed" : "removed";
        var table = new TextTable(3, "OBJECTS", "OF", "STATE");
        var counts = done.Objects
            .GroupBy(each => (Folder: each.Path.Split('/')[0], State: StateOf(each)))
            .OrderBy(group => group.Key.Folder, StringComparer.Ordinal)
            .ThenByDescending(group => group.Count()).ThenBy(group => group.Key.State, StringComparer.Ordinal);
        foreach (var group in counts)
        {
            table.Add(FormattableString.Invariant($"{group.Count()}"), group.Key.Folder, group.Key.State);
        }

        table.WriteTo(output);
        output.WriteLine(FormattableString.Invariant(
            $"{done.Objects.Count(each => each is ObjectFate.Removed)} of {done.Objects.Length} objects {removed}"));

        string StateOf(ObjectFate fate) => fate switch
        {
            ObjectFate.Kept kept => $"kept: {kept.Reason}",
            ObjectFate.Marked marked => FormattableString.Invariant(
                $"nothing names it; removed by a pruning after {marked.Until:u}"),
            ObjectFate.Removed => removed,
            _ => throw new UnreachableException(),
        };
    }

    private static PruneRow RowOf(ObjectFate fate) => fate switch
    {
        ObjectFate.Kept kept => new(kept.Path, "kept", kept.Reason, Since: null),
        ObjectFate.Marked marked => new(marked.Path, "marked", Reason: null, marked.Since),
        ObjectFate.Removed removed => new(removed.Path, "removed", Reason: null, removed.Since),
        _ => throw new UnreachableException(),
    };
}

internal sealed record PruneRows(string Outcome, string? Reason, ImmutableArray<PruneRow> Objects);

/// <param name="Since">When it was first found that nothing names it.</param>
internal sealed record PruneRow(string Path, string State, string? Reason, DateTimeOffset? Since);

[JsonSerializable(typeof(PruneRows))]
internal sealed partial class PruneJson : JsonSerializerContext
{
    public static PruneJson Readable { get; } = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
