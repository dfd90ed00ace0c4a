using System.Security.Cryptography;

namespace GatewayPipeline.Bundles.Tests;

/// <summary>Each limit at its value and one over, on the side that writes and on the side that reads.</summary>
public sealed class LimitTests
{
    [Fact]
    public void Content_at_the_limit_packs_and_opens_and_one_block_more_is_refused()
    {
        var without = BundleWriter.Pack(Snapshots.Small with { StaticBootstrap = ReadOnlyMemory<byte>.Empty });
        var room = Limits.BundleContentBytes - Archives.TarOf(without).Length;

        // The index grows by the digits of the length, within its last block.
        var full = BundleWriter.Pack(Snapshots.Small with { StaticBootstrap = new byte[room] });
        Assert.Equal(Limits.BundleContentBytes, Archives.ContentLength(full));
        Assert.IsType<BundleOpening.Opened>(BundleReader.Open(full.Bytes, full.Reference));

        var exception = Assert.Throws<BundleTooLargeException>(
            () => BundleWriter.Pack(Snapshots.Small with { StaticBootstrap = new byte[room + 1] }));
        Assert.Contains("too large", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundle_that_does_not_compress_enough_is_refused_on_both_sides()
    {
        var noise = RandomNumberGenerator.GetBytes(Limits.BundleBytes + 1);

        Assert.Throws<BundleTooLargeException>(
            () => BundleWriter.Pack(Snapshots.Small with { StaticBootstrap = noise }));
        var refused = Assert.IsType<BundleOpening.Refused>(BundleReader.Open(noise));
        Assert.Contains("at most", refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Limits.Hosts, Limits.Routes, true)]
    [InlineData(Limits.Hosts + 1, 1, false)]
    [InlineData(1, Limits.Routes + 1, false)]
    public void Totals_are_limited(int hosts, int routes, bool fits)
    {
        var snapshot = Snapshots.Small with { Totals = Snapshots.Small.Totals with { Hosts = hosts, Routes = routes } };

        Assert.Equal(fits, Record.Exception(() => BundleWriter.Pack(snapshot)) is not BundleTooLargeException);
    }

    [Fact]
    public void A_snapshot_that_breaks_its_contract_is_never_packed()
    {
        XdsResource a = new(TypeUrls.Cluster, "a", default), b = new(TypeUrls.Cluster, "b", default);
        XdsSnapshot[] broken =
        [
            Snapshots.Small with { Resources = [b, a] },
            Snapshots.Small with { Resources = [a, a] },
            Snapshots.Small with { Resources = [a with { TypeUrl = "type.googleapis.com/unknown" }] },
            Snapshots.Small with { Resources = [a with { Name = "" }] },
            Snapshots.Small with { Resources = [a with { Name = "\ud800" }] },
            Snapshots.Small with { Requires = Snapshots.Small.Requires with { Ports = [443, 80] } },
            Snapshots.Small with { Requires = Snapshots.Small.Requires with { CertificateFiles = ["b", "a"] } },
        ];

        Assert.All(broken, snapshot => Assert.Throws<ArgumentException>(() => BundleWriter.Pack(snapshot)));
    }
}
