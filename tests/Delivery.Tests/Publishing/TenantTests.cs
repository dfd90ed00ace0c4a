using System.Text.Json;
using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Publishing.Tenants;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Delivery.Tests.Publishing;

/// <summary>One namespace's mistake, and all others go on.</summary>
public sealed class TenantTests : IDisposable
{
    private const int Tenants = 50;
    private const string Wrong = "timeoutt: 5s";

    private readonly PublishScene scene = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task One_of_fifty_tenants_is_invalid_and_the_other_forty_nine_update()
    {
        var good = CommitTenants("first", Tenants);
        await scene.PublishAsync();
        scene.Repository.Write("tenant-7.yaml", Mistaken("tenant-7", "second"));
        var bad = CommitTenants("second", Tenants, but: 7);

        var publication = await scene.PublishAsync();

        Assert.IsType<Publication.Published>(publication.Outcome);
        var head = await scene.HeadAsync();
        Assert.Equal((bad, 2), (head.Source?.Commit, head.Sequence));
        var held = Assert.Single(head.Source?.Held ?? []);
        Assert.Equal(("tenant-7", good), (held.Namespace, held.Commit));
        Assert.Equal(head.Source, (await scene.ReleaseAsync()).Source);
        Assert.Equal(["tenant-7"], HeldNames(publication));
        var paths = await PathsAsync();
        Assert.Equal(1, paths.Count(path => path is "/first"));
        Assert.Equal(Tenants - 1, paths.Count(path => path is "/second"));
        Assert.Single(scene.Events.All.OfType<ReleaseEvent.HeldBack>());
    }

    [Fact]
    public async Task It_stays_where_it_was_until_it_is_mended_and_a_second_builder_makes_the_same()
    {
        var good = CommitTenants("first", 3);
        await scene.PublishAsync();
        scene.Repository.Write("tenant-2.yaml", Mistaken("tenant-2", "second"));
        CommitTenants("second", 3, but: 2);
        await scene.PublishAsync();
        CommitTenants("third", 3, but: 2);
        await scene.PublishAsync();

        var head = await scene.HeadAsync();
        Assert.Equal(good, Assert.Single(head.Source?.Held ?? []).Commit);
        Assert.Equal(head.Bundle.ContentDigest, await RebuildAsync());
        Assert.Equal(["/first", "/third", "/third"], await PathsAsync());
        var known = scene.Events.Compilations;
        var again = await scene.PublishAsync();
        Assert.IsType<Publication.Unchanged>(again.Outcome);
        Assert.Equal(["tenant-2"], HeldNames(again));
        Assert.Equal(known, scene.Events.Compilations);

        CommitTenants("fourth", 3);
        Assert.Empty(HeldNames(await scene.PublishAsync()));

        Assert.Null((await scene.HeadAsync()).Source?.Held);
        Assert.Equal(["/fourth", "/fourth", "/fourth"], await PathsAsync());
    }

    [Fact]
    public async Task A_tenant_that_was_never_good_is_left_out()
    {
        scene.Repository.Write("tenant-1.yaml", Mistaken("tenant-1", "first"));
        CommitTenants("first", 3, but: 1);

        var publication = await scene.PublishAsync();

        Assert.Equal("", (publication.Outcome as Publication.Refused)?.Reason ?? "");
        Assert.Null(Assert.Single((await scene.HeadAsync()).Source?.Held ?? []).Commit);
        Assert.Equal(["/first", "/first"], await PathsAsync());
    }

    [Theory]
    [InlineData("---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: x\n  namespace: tenant-2\nspec: [")]
    [InlineData("---\napiVersion: networking.istio.io/v1\nkind: VirtualServise\nmetadata:\n  name: x\n  namespace: tenant-2\n")]
    public async Task Documents_of_one_file_are_held_one_by_one(string mistake)
    {
        var both = PublishScene.Routes("tenant-1", "first", "one.example.com")
            + PublishScene.Routes("tenant-2", "first", "two.example.com");
        Write("all.yaml", both);
        await scene.PublishAsync();
        var isBroken = mistake.EndsWith('[');
        Write("all.yaml", both.Replace("first", "second", StringComparison.Ordinal) + (isBroken ? "" : mistake));
        Write("more.yaml", isBroken ? mistake : "");

        var publication = await scene.PublishAsync();

        Assert.Equal(["tenant-2"], HeldNames(publication));
        Assert.Equal(["/first", "/second"], await PathsAsync());
    }

    [Theory]
    [InlineData("gateway.yaml", "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: web }\nspec: { servers: 7 }\n")]
    [InlineData("new.yaml", "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: x }\nspec: { hosts: 7 }\n")]
    [InlineData("new.yaml", "apiVersion: networking.istio.io/v1\nkind: VirtualService\nspec: [")]
    [InlineData("fleet.yaml", "apiVersion: gatewaypipeline.dev/v1\nkind: Fleet\nmetadata: { name: edge, namespace: tenant-1 }\nspec: { isolation: namespace, channel: edge, ports: 7 }\n")]
    public async Task What_is_of_no_namespace_alone_holds_up_all(string file, string text)
    {
        CommitTenants("first", 2);
        await scene.PublishAsync();
        CommitTenants("second", 2);
        Write(file, text);

        var refused = Assert.IsType<Publication.Refused>((await scene.PublishAsync()).Outcome);

        Assert.Contains("no namespace can be held back for it", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(["/first", "/first"], await PathsAsync());
    }

    [Fact]
    public async Task A_folder_has_no_older_part()
    {
        CommitTenants("first", 2);
        await scene.PublishAsync();
        scene.Repository.Write("tenant-1.yaml", Mistaken("tenant-1", "second"));

        var refused = Assert.IsType<Publication.Refused>(
            (await scene.PublishAsync(PublishScene.Open(scene.Repository.FullPath))).Outcome);

        Assert.Contains("a folder has no older commits", refused.Reason, StringComparison.Ordinal);
    }

    private string CommitTenants(string path, int count, int but = 0)
    {
        scene.Repository.Write("gateway.yaml", PublishScene.Gateway);
        scene.Repository.Write("fleet.yaml", Fleet);
        foreach (var number in Enumerable.Range(1, count).Where(number => number != but))
        {
            var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"tenant-{number}");
            scene.Repository.Write($"{name}.yaml", PublishScene.Routes(name, path, $"{name}.example.com"));
        }

        return scene.Repository.Commit();
    }

    private void Write(string file, string text)
    {
        scene.Repository.Write("gateway.yaml", PublishScene.Gateway);
        scene.Repository.Write("fleet.yaml", Fleet);
        scene.Repository.Write(file, text);
        scene.Repository.Commit();
    }

    private const string Fleet = """
        apiVersion: gatewaypipeline.dev/v1
        kind: Fleet
        metadata: { name: edge, namespace: istio-system }
        spec:
          labels: { istio: ingressgateway }
          channel: edge
          isolation: namespace

        """;

    private static string Mistaken(string space, string path) =>
        PublishScene.Routes(space, path, $"{space}.example.com") + $"    {Wrong}\n";

    private static string?[] HeldNames(ChannelPublication publication) =>
        publication.Findings is { } findings && findings.TryGetProperty("held", out var held)
            ? [.. held.EnumerateArray().Select(each => NameOf(each))]
            : [];

    private static string? NameOf(JsonElement held)
    {
        Assert.NotEqual(0, held.GetProperty("findings").GetArrayLength());

        return held.GetProperty("namespace").GetString();
    }

    /// <summary>What gateways answer with now, in order.</summary>
    private async Task<string[]> PathsAsync()
    {
        var head = await scene.HeadAsync();
        var blob = Assert.IsType<Bundles.Stores.StoreRead.Found>(await scene.Workshop.Store.GetAsync(
            Bundles.Stores.StoreLayout.Blob(head.Bundle.Blob), null, Limits.BundleBytes, Cancellation));
        var bundle = Assert.IsType<BundleOpening.Opened>(BundleReader.Open(blob.Content, head.Bundle)).Bundle;
        var routes = bundle.Snapshot.Resources.Where(resource => resource.TypeUrl == TypeUrls.RouteConfiguration)
            .Select(resource => System.Text.Encoding.Latin1.GetString(resource.Value.Span));

        return [.. routes.SelectMany(text => System.Text.RegularExpressions.Regex.Matches(text, "/(first|second|third|fourth)"))
            .Select(match => match.Value).Order(StringComparer.Ordinal)];
    }

    // From what is signed alone, and the repository.
    private async Task<BundleDigest> RebuildAsync()
    {
        var signed = (await scene.ReleaseAsync()).Source;
        var source = PublishScene.Open(scene.Repository.FullPath, signed.Commit);
        var revision = Assert.IsType<SourceResolution.Resolved>(await source.ResolveAsync(Cancellation)).Revision;
        var reading = Assert.IsType<SourceReading.Read>(await source.ReadAsync(revision, Cancellation));
        var (tree, refusal) = await new HeldParts(source, revision)
            .AssembleAsync(TreeParts.Of(reading.Tree), signed.Held ?? [], Cancellation);
        Assert.True(tree is not null, refusal);
        var compilation = GatewayCompiler.Compile(tree, new());
        Assert.NotNull(compilation.Snapshot);

        return BundleWriter.Pack(compilation.Snapshot).ContentDigest;
    }
}
