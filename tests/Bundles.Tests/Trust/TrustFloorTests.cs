using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Bundles.Tests.Trust;

public sealed class TrustFloorTests
{
    private static readonly TrustFloor Candidate = new(1, 8, BundleDigest.Of("8"u8), 5, BundleDigest.Of("five"u8), 4);
    private static readonly TrustFloor Withdrawn = new(1, 9, BundleDigest.Of("9"u8), 4, BundleDigest.Of("four"u8), 4);

    [Fact]
    public void Two_memories_together_forget_nothing()
    {
        var both = Candidate with { Revision = 9, Head = Withdrawn.Head };

        Assert.Equal(both, TrustFloor.Together(Candidate, Withdrawn));
        Assert.Equal(both, TrustFloor.Together(Withdrawn, Candidate));
        Assert.Equal(Candidate, TrustFloor.Together(Candidate, null));
        Assert.Equal(Candidate, TrustFloor.Together(null, Candidate));
        Assert.Null(TrustFloor.Together(null, null));
    }

    [Fact]
    public void A_new_epoch_counts_alone()
    {
        var next = Withdrawn with { Epoch = 2, Revision = 1, Sequence = 1 };

        Assert.Equal(next, TrustFloor.Together(Candidate, next));
        Assert.Equal(next, TrustFloor.Together(next, Candidate));
    }
}
