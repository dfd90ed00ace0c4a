using CsCheck;
using GatewayPipeline.Compiler.Differences;
using GatewayPipeline.Compiler.Differences.Requests;
using GatewayPipeline.Compiler.Differences.Words;
using GatewayPipeline.Compiler.Routing;
using GatewayPipeline.Compiler.Tests.Routing.Agreement;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Tests.Differences;

/// <summary>What is true of every diff, asked of random tables and random edits of them.</summary>
public sealed class RouteDiffPropertyTests
{
    private const int Port = 8080;
    private const int RequestsPerTable = 300;

    private static Gen<int> Seeds => Gen.Int[0, 100_000_000];

    [Fact]
    public void A_diff_is_empty_exactly_if_the_resources_are_equal() => Seeds.Sample(seed =>
    {
        var (before, after) = Draw(seed);
        var diff = RouteDiff.Between(before, after);
        var areEqual = before.Snapshot.Resources.Select(Bytes).SequenceEqual(after.Snapshot.Resources.Select(Bytes));

        Assert.True(
            areEqual == (diff.IsEmpty && !diff.DiffersUnnoticed),
            $"seed {seed}: equal resources: {areEqual}, but the diff says: {Text(diff)}");
    });

    [Fact]
    public void Whatever_is_answered_differently_is_told_of() => Seeds.Sample(AssertTold);

    [Theory]
    [InlineData(72355423)]
    [InlineData(53987147)]
    [InlineData(31459883)]
    public void Whatever_was_once_not_told_of_is(int seed) => AssertTold(seed);

    private static void AssertTold(int seed)
    {
        var (before, after) = Draw(seed);
        var diff = RouteDiff.Between(before, after);
        var (older, newer) = (Matcher(before), Matcher(after));
        var answers = new Answers();
        var requests = new RandomVirtualServices(new(seed + 1));
        for (var count = 0; count < RequestsPerTable; count++)
        {
            var request = requests.Request(Port);
            var (one, other) = (older.Match(request), newer.Match(request));
            if (answers.Differ(one, other))
            {
                Assert.True(
                    IsTold(diff, one) || IsTold(diff, other),
                    $"seed {seed}: {request} is answered differently ({OutcomeText.Of(one)}; {OutcomeText.Of(other)}), and no change tells of it:\n{Text(diff)}");
            }
        }
    }

    [Fact]
    public void Every_example_is_answered_as_it_says() => Seeds.Sample(seed =>
    {
        var (before, after) = Draw(seed);
        var (older, newer) = (Matcher(before), Matcher(after));
        foreach (var change in RouteDiff.Between(before, after).Sections.SelectMany(section => section.Changes))
        {
            if (change.Example is { } example)
            {
                Assert.StartsWith(OutcomeText.Of(older.Match(example.Request)), example.Base, StringComparison.Ordinal);
                Assert.StartsWith(OutcomeText.Of(newer.Match(example.Request)), example.Head, StringComparison.Ordinal);
                Assert.True(example.Base != example.Head, $"seed {seed}: the example of '{change.Subject}' shows nothing: {example}");
            }
        }
    });

    [Fact]
    public void The_way_back_has_as_many_hosts_and_routes_that_come_and_go() => Seeds.Sample(seed =>
    {
        var (before, after) = Draw(seed);
        var there = RouteDiff.Between(before, after);
        var back = RouteDiff.Between(after, before);

        Assert.Equal(there.IsEmpty, back.IsEmpty);
        Assert.Equal(Count(there, ChangeKind.Added), Count(back, ChangeKind.Removed));
        Assert.Equal(Count(there, ChangeKind.Removed), Count(back, ChangeKind.Added));
    });

    private static int Count(RouteDiff diff, ChangeKind kind) =>
        diff.Sections.Sum(section => section.Changes.Count(change => change.Kind == kind));

    // A change of a route is told by its conditions and its name, which is its rule's: the new one, if it has another.
    private static bool IsTold(RouteDiff diff, RouteDecision decision) => decision.RouteMessage is { } route
        && diff.Sections.Where(section => section.Kind is SectionKind.Host)
            .SelectMany(section => section.Changes)
            .Any(change => change.Subject == RouteWords.TitleOf(route)
                || change.Fields.Any(field => field.Field is "name" && field.Base == route.Name
                    && change.Subject == RouteWords.TitleOf(route).Replace(
                        $"({field.Base})", $"({field.Head})", StringComparison.Ordinal))
                || (change.Kind is ChangeKind.Changed && change.Subject.EndsWith($"({route.Name})", StringComparison.Ordinal)));

    private static (DiffSide Before, DiffSide After) Draw(int seed)
    {
        var tables = new RandomVirtualServices(new(seed));
        var rules = 0;
        var table = tables.Table("table", Port);
        var edited = new RandomEdits(new(seed), () => tables.Rule($"new{rules++}")).Edit(table);

        return (Compile(table), Compile(edited));
    }

    private static DiffSide Compile(string table)
    {
        var compilation = GatewayCompiler.Compile(
            ManifestTree.Of([new Manifest.Readable("backends.yaml", RandomVirtualServices.Backends()), new Manifest.Readable("table.yaml", table)]),
            new() { Profile = Profile.Istio, AllowsLocalUpstreams = true });

        return DiffSide.Of(compilation)
            ?? throw new InvalidOperationException($"A random table does not compile:\n{string.Join('\n', compilation.Diagnostics)}");
    }

    private static RouteMatcher Matcher(DiffSide side) => new(EnvoyResources.Parse(side.Snapshot.Resources));

    private static string Bytes(Bundles.XdsResource resource) =>
        $"{resource.TypeUrl} {resource.Name} {Convert.ToBase64String(resource.Value.Span)}";

    private static string Text(RouteDiff diff) =>
        string.Join('\n', DiffText.Lines(diff).Select(line => $"{new string(' ', line.Indentation)}{line.Text}"));
}
