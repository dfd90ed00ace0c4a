using System.Collections.Concurrent;
using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model.Schema;
using GatewayPipeline.Compiler.Tests.Corpus;

namespace GatewayPipeline.Compiler.Tests.Schema;

/// <summary>
/// What docs/manifests.md says of a field is true of the corpus: without a field that is handled another bundle comes
/// of some case, or none at all; without one that has no effect, always the same.
/// </summary>
public sealed class FieldPromiseTests
{
    private static readonly Lazy<ImmutableArray<CorpusCase>> Corpus = new(
        () => [.. CorpusTests.Cases.Select(row => row.Data).AsParallel().AsOrdered().Select(CorpusCase.Read)]);

    // The cases of the corpus with their traffic policies at another place.
    private static readonly Lazy<ImmutableDictionary<PolicyPlace, ImmutableArray<CorpusCase>>> Moved = new(
        () => PolicyPlace.Others.ToImmutableDictionary(place => place, place => Corpus.Value.AsParallel().Select(known => known.At(place)).ToImmutableArray()));

    // No bundle shows these: all that comes of them is a finding.
    private static readonly ImmutableArray<string> Refused =
    [
        "Fleet spec.delivery",
        "Fleet spec.limits.fileBytes",
        "Fleet spec.limits.files",
        "Fleet spec.limits.hosts",
        "Fleet spec.limits.routes",
        "Fleet spec.limits.treeBytes",
        "Gateway spec.servers[].port.targetPort",
        "VirtualService spec.http[].fault.abort.http2Error",
        "VirtualService spec.http[].fault.delay.exponentialDelay",
    ];

    [Fact]
    public void A_field_that_is_handled_makes_a_difference()
    {
        var idle = Select(FieldStatus.Handled, field => !Refused.Contains(field.Title) && !CasesFor(field).Any(known => MakesDifference(known, field)));

        Assert.True(idle.IsEmpty, "No case of tests/corpus shows what these fields do: add tests/corpus/AREA/what-it-shows/manifests "
            + "in which a bundle differs without the field, and accept it with UPDATE_GOLDEN=1:\n" + string.Join('\n', idle));
    }

    [Fact]
    public void A_field_that_is_refused_changes_what_is_found()
    {
        var silent = Refused.Where(title => !Corpus.Value.Any(
            known => known.Without(FieldRows.All.Single(field => field.Title == title)).Any(rest => rest.Findings != known.Whole.Findings)));

        Assert.True(!silent.Any(), "No case of tests/corpus/finding shows these fields: " + string.Join(", ", silent));
    }

    [Fact]
    public void A_field_without_effect_makes_no_difference()
    {
        var busy = Select(FieldStatus.NoEffect, field => Corpus.Value.Any(known => known.Without(field).Any(rest => rest.Digest != known.Whole.Digest)));

        Assert.True(busy.IsEmpty, "Without these fields another bundle comes of a case of tests/corpus: take the reason from "
            + "src/Compiler/Model/Schema/fields.tsv, and let a feature claim them:\n" + string.Join('\n', busy));
    }

    private static IEnumerable<CorpusCase> CasesFor(FieldSchema field) =>
        field.Kind is "DestinationRule" && PolicyPlace.Others.FirstOrDefault(place => field.Path.StartsWith(place.Path, StringComparison.Ordinal)) is { } place
            ? Corpus.Value.Concat(Moved.Value[place])
            : Corpus.Value;

    // Of a case that is refused, no bundle can differ.
    private static bool MakesDifference(CorpusCase known, FieldSchema field) =>
        known.Whole.Digest is not null && known.Without(field).Any(rest => rest.Digest != known.Whole.Digest);

    private static ImmutableArray<string> Select(FieldStatus status, Func<FieldSchema, bool> isWrong) =>
    [
        .. FieldRows.All.Where(field => FieldRows.Claims.StatusOf(field) == status)
            .AsParallel()
            .Where(isWrong)
            .Select(field => field.Title)
            .Order(StringComparer.Ordinal),
    ];
}
