using GatewayPipeline.Cli.Up;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Cli.Tests.Up;

public class SnapshotChangesTests
{
    [Fact]
    public void Nothing_is_said_of_what_stayed() =>
        Assert.Empty(SnapshotChanges.Between(Compile(Manifests.Shop), Compile(Manifests.Shop)));

    [Fact]
    public void A_new_tree_is_all_additions() => Assert.Equal(
        ["listeners +0.0.0.0_80", "hosts +shop.example:80", "routes 0 -> 3", "clusters +cart.shop:8080"],
        SnapshotChanges.Between(new(), Compile(Manifests.Shop)));

    [Fact]
    public void A_route_less_and_another_timeout_are_a_changed_host()
    {
        var fewer = Manifests.Shop.Replace("    timeout: 3s\n", "    timeout: 5s\n", StringComparison.Ordinal);

        Assert.Equal(["hosts ~shop.example:80"], SnapshotChanges.Between(Compile(Manifests.Shop), Compile(fewer)));
    }

    [Fact]
    public void What_went_has_a_minus() => Assert.Equal(
        ["hosts +blackhole:80 -shop.example:80", "routes 3 -> 0", "clusters -cart.shop:8080"],
        SnapshotChanges.Between(
            Compile(Manifests.Shop), Compile(string.Join("\n---\n", Manifests.Gateway, Manifests.Service))));

    private static EnvoyResources Compile(string text)
    {
        var compilation = GatewayCompiler.Compile(ManifestTree.Of([new Manifest.Readable("shop.yaml", text)]), new());
        Assert.NotNull(compilation.Snapshot);

        return EnvoyResources.Parse(compilation.Snapshot.Resources);
    }
}
