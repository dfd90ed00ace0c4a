using System.Collections.Immutable;
using CsCheck;

namespace GatewayPipeline.Compiler.Tests.Ownership;

/// <summary>Random grants and routes: what comes through was granted, whatever the order of the files.</summary>
public sealed class OwnershipPropertyTests
{
    private static readonly string[] Hosts =
        ["a.x.example", "b.x.example", "a.b.x.example", "*.x.example", "*.b.x.example", "y.example"];

    private static readonly string[] Spaces = ["one", "two", "three"];

    private static readonly Gen<string> AnySpace = Gen.Int[0, Spaces.Length - 1].Select(i => Spaces[i]);

    private static readonly Gen<Grant> Grants =
        from host in Gen.Int[0, Hosts.Length - 1].Select(i => Hosts[i])
        from space in AnySpace
        from wildcard in Gen.Bool
        select new Grant(host, space, wildcard);

    private static readonly Gen<(string Space, string Host)> Routes = Gen.Select(
        AnySpace, Gen.Int[0, Hosts.Length].Select(i => i < Hosts.Length ? Hosts[i] : "*"));

    private static readonly Gen<(Grant[] Grants, (string Space, string Host)[] Routes)> Trees = Gen.Select(
        Grants.Array[1, 5].Select(grants => grants.DistinctBy(grant => grant.Host).ToArray()),
        Routes.Array[1, 4].Select(routes => routes.Distinct().ToArray()));

    [Fact]
    public void What_is_in_a_snapshot_was_granted() => Trees.Sample(
        tree =>
        {
            var compilation = Tenants.Compile(DocumentsOf(tree.Grants, tree.Routes));

            Assert.Equal(tree.Routes.All(route => IsGranted(route, tree.Grants)), compilation.Succeeded);
        },
        iter: 400);

    [Fact]
    public void The_order_of_files_changes_nothing() => Trees
        .Select(tree => DocumentsOf(tree.Grants, tree.Routes).ToArray())
        .SelectMany(documents => Gen.Shuffle(documents).Select(shuffled => (documents, shuffled)))
        .Sample(
            both => Assert.Equal(Verdict(both.documents), Verdict(both.shuffled)),
            iter: 200);

    private static string Verdict(IEnumerable<string> documents)
    {
        var compilation = Tenants.Compile(documents);

        var findings = compilation.Diagnostics.Select(finding => $"{finding.Rule.Code} {finding.Message}");

        return string.Join('\n', findings.Order(StringComparer.Ordinal))
            + (compilation.Snapshot is { } snapshot ? Bundles.BundleWriter.Pack(snapshot).ContentDigest : "");
    }

    // Written down a second time, without an index and without paths: the narrowest pattern that takes a host in decides.
    private static bool IsGranted((string Space, string Host) route, IEnumerable<Grant> grants)
    {
        var narrowest = grants.Where(grant => TakesIn(grant.Host, route.Host))
            .OrderByDescending(grant => grant.Host is ['*', ..] ? grant.Host.Length : int.MaxValue)
            .FirstOrDefault();

        return narrowest?.Space == route.Space && (route.Host is not ['*', ..] || narrowest.Wildcard);
    }

    private static bool TakesIn(string pattern, string host) =>
        pattern == host || (pattern is ['*', .. var suffix] && host.EndsWith(suffix, StringComparison.Ordinal) && host != suffix);

    private static ImmutableArray<string> DocumentsOf(
        IEnumerable<Grant> grants, IEnumerable<(string Space, string Host)> routes) =>
    [
        Tenants.Gateway,
        Tenants.Owners([Tenants.PlatformRule], name: "platform"),
        .. grants.Index().Select(grant => Tenants.Owners([grant.Item.Rule], name: $"owners-{grant.Index}")),
        .. routes.Select(route => Tenants.Route(route.Space, route.Host)),
    ];

    private sealed record Grant(string Host, string Space, bool Wildcard)
    {
        public string Rule =>
            $"{{hosts: ['{Host}'], namespace: {Space}, allowWildcard: {(Wildcard ? "true" : "false")}}}";
    }
}
