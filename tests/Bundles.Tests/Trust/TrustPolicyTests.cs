using System.Security.Cryptography;
using CsCheck;
using GatewayPipeline.Bundles.Trust;
using static GatewayPipeline.Bundles.Tests.Trust.Signatories;

namespace GatewayPipeline.Bundles.Tests.Trust;

public sealed class TrustPolicyTests
{
    private static readonly TrustFloor Floor = new(
        1, Head.Revision, BundleDigest.Of(Head.ToPayload()), Head.Sequence, BundleDigest.Of(Release.ToPayload()),
        Head.Sequence);

    [Fact]
    public void Trusts_a_head_and_its_release_and_says_the_new_floor()
    {
        var trusted = Assert.IsType<Verdict.Trusted>(Policy.Verify(Sign(Head), Sign(Release), floor: null, Noon));

        Assert.Equal(Head, trusted.Head);
        Assert.Equal(Release, trusted.Release);
        Assert.Equal(Floor, trusted.Floor);
        Assert.IsType<HeadVerdict.Trusted>(Policy.VerifyHead(Sign(Head), Floor, Noon));
    }

    [Fact]
    public void Refuses_a_head_signed_by_a_stranger_or_by_a_key_of_another_role()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.All([stranger, ReleaseKey, RootKey], key => AssertRejected(
            RejectionCause.Unsigned, Sign(Head, key), Sign(Release)));
        Assert.All([stranger, ChannelKey, RootKey], key => AssertRejected(
            RejectionCause.Unsigned, Sign(Head), Sign(Release, key)));
    }

    [Fact]
    public void Refuses_one_kind_of_document_in_the_place_of_another()
    {
        AssertRejected(
            RejectionCause.Malformed, Sign(PayloadTypes.Release, Head.ToPayload(), ChannelKey), Sign(Release));
        AssertRejected(
            RejectionCause.Malformed, Sign(Head), Sign(PayloadTypes.Channel, Release.ToPayload(), ReleaseKey));
        AssertRejected(RejectionCause.Malformed, Sign(Release), Sign(Head));
    }

    [Fact]
    public void Refuses_what_was_signed_for_another_environment_channel_or_epoch()
    {
        AssertRejected(RejectionCause.Mismatch, Head with { Environment = "staging" }, Release);
        AssertRejected(RejectionCause.Mismatch, Head with { Channel = "inner" }, Release);
        AssertRejected(RejectionCause.Mismatch, Head with { Epoch = 2 }, Release);
        var staged = HeadOf(Release with { Environment = "staging" });
        AssertRejected(RejectionCause.Mismatch, staged with { Environment = "production" }, Release);
    }

    [Fact]
    public void Refuses_a_release_that_the_head_does_not_name()
    {
        AssertRejected(RejectionCause.Mismatch, Head, Release with { TraceId = "other" });
        var other = Release with { Bundle = Release.Bundle with { Length = 5 } };
        AssertRejected(RejectionCause.Mismatch, HeadOf(other) with { Bundle = Release.Bundle }, other);
        AssertRejected(RejectionCause.Mismatch, Head with { Sequence = 8 }, Release);
    }

    [Fact]
    public void Expiry_blocks_acceptance_and_never_serving()
    {
        AssertRejected(RejectionCause.Expired, Sign(Head), Sign(Release), now: Head.Expires);
        Assert.IsType<Verdict.Trusted>(Policy.Verify(Sign(Head), Sign(Release), Floor, Head.Expires.AddTicks(-1)));
        AssertRejected(
            RejectionCause.Expired, Sign(Head with { Expires = Noon.AddYears(9) }), Sign(Release), now: Root.Expires);

        Assert.IsType<Verdict.Trusted>(Policy.VerifyAccepted(Sign(Head), Sign(Release)));
    }

    [Fact]
    public void Revocation_blocks_acceptance_by_any_of_the_three_digests_and_never_serving()
    {
        BundleDigest[] digests = [Head.Bundle.Blob, Head.Bundle.ContentDigest, Head.Release.Digest];

        Assert.All(digests, digest =>
        {
            var policy = new TrustPolicy(Root with { Revoked = [digest] }, "edge");

            var rejected = Assert.IsType<Verdict.Rejected>(policy.Verify(Sign(Head), Sign(Release), null, Noon));
            Assert.Equal(RejectionCause.Revoked, rejected.Cause);
            Assert.IsType<Verdict.Trusted>(policy.VerifyAccepted(Sign(Head), Sign(Release)));
        });
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, true)]
    [InlineData(1, 1, true)]
    [InlineData(5, 3, true)]
    [InlineData(-1, 0, false)]
    [InlineData(-1, 1, false)]
    [InlineData(1, -1, false)]
    [InlineData(0, 1, false)]
    [InlineData(1_000_000, 1_000_000, true)]
    [InlineData(1_000_001, 1, false)]
    [InlineData(2, 1_000_001, false)]
    public void The_floor_never_goes_down(long revision, long sequence, bool accepted)
    {
        var release = Release with { Sequence = Release.Sequence + sequence };
        var head = HeadOf(release) with { Revision = Head.Revision + revision };

        var verdict = Policy.Verify(Sign(head), Sign(release), Floor, Noon);

        Assert.Equal(accepted, verdict is Verdict.Trusted);
        Assert.True(accepted || verdict is Verdict.Rejected { Cause: RejectionCause.Rollback }, verdict.ToString());
    }

    [Fact]
    public void The_same_number_must_be_the_same_content()
    {
        AssertRejected(RejectionCause.Rollback, Sign(Head with { IssuedAt = Noon }), Sign(Release), Floor);
        var other = Release with { TraceId = "other" };
        AssertRejected(
            RejectionCause.Rollback, Sign(HeadOf(other) with { Revision = Head.Revision + 1 }), Sign(other), Floor);
    }

    [Fact]
    public void A_new_epoch_begins_the_counters_anew_and_an_old_one_is_refused()
    {
        var policy = new TrustPolicy(Root with { Epoch = 2 }, "edge");
        var release = Release with { Epoch = 2, Sequence = 1 };
        var head = HeadOf(release) with { Revision = 1 };

        Assert.IsType<Verdict.Trusted>(policy.Verify(Sign(head), Sign(release), Floor, Noon));
        AssertRejected(RejectionCause.Rollback, Sign(Head), Sign(Release), Floor with { Epoch = 2 });
    }

    [Fact]
    public void A_malleated_signature_is_valid_and_changes_no_identity()
    {
        var twin = Signatures.Malleate(Sign(Release));

        var trusted = Assert.IsType<Verdict.Trusted>(Policy.Verify(Signatures.Malleate(Sign(Head)), twin, Floor, Noon));

        Assert.Equal(Floor, trusted.Floor);
    }

    [Fact]
    public void Refuses_documents_that_are_too_large_or_of_a_newer_format()
    {
        AssertRejected(RejectionCause.Malformed, Pad(Sign(Head), Limits.HeadBytes + 1), Sign(Release));
        AssertRejected(RejectionCause.Malformed, Sign(Head), Pad(Sign(Release), Limits.ReleaseBytes + 1));
        Assert.IsType<Verdict.Trusted>(
            Policy.Verify(Pad(Sign(Head), Limits.HeadBytes), Pad(Sign(Release), Limits.ReleaseBytes), null, Noon));

        var newer = AssertRejected(RejectionCause.Malformed, Head with { Format = 2 }, Release);
        Assert.Contains("format 2", newer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Passes_over_members_that_a_later_version_may_add()
    {
        var payload =
            Head.ToPayload().AsSpan()[..^1].ToArray().Concat(",\"weather\":{\"percent\":10}}"u8.ToArray()).ToArray();

        Assert.IsType<Verdict.Trusted>(
            Policy.Verify(Sign(PayloadTypes.Channel, payload, ChannelKey), Sign(Release), null, Noon));
    }

    [Fact]
    public void Trusts_whatever_is_signed_and_fits_together() =>
        Gen.Select(Gen.Long[1, long.MaxValue - 2], Gen.String[Gen.Char['\0', '\uD7FF'], 0, 40], Gen.Bool).Sample(
            (sequence, text, bare) =>
        {
            var release = Release with
            {
                Sequence = sequence,
                Source = new(text, bare ? null : text),
                TraceId = bare ? null : text,
                Previous = bare ? null : new(sequence, BundleDigest.Of("x"u8), 1),
            };
            var head = HeadOf(release);

            var trusted = Assert.IsType<Verdict.Trusted>(Policy.Verify(Sign(head), Sign(release), null, Noon));

            Assert.Equal((head, release), (trusted.Head, trusted.Release));
        }, iter: 300);

    [Fact]
    public void Refuses_every_changed_byte_of_what_is_signed()
    {
        var (head, release) = (Sign(Head), Sign(Release));
        Gen.Select(Gen.Int[0, head.Length - 1], Gen.Byte[1, 255]).Sample((at, mask) =>
        {
            var changed = head.ToArray();
            changed[at] ^= mask;
            var verdict = Policy.Verify(changed, release, null, Noon);

            // A changed spelling of the same content (another key name's case, a space) is allowed; another content
            // never is.
            Assert.True(verdict is not Verdict.Trusted trusted || trusted.Head == Head, $"byte {at} xor {mask}");
        }, iter: 3000);
    }

    private static void AssertRejected(
        RejectionCause cause, byte[] head, byte[] release, TrustFloor? floor = null, DateTimeOffset? now = null) =>
        Assert.Equal(cause, Assert.IsType<Verdict.Rejected>(Policy.Verify(head, release, floor, now ?? Noon)).Cause);

    private static Verdict.Rejected AssertRejected(RejectionCause cause, ChannelHead head, ReleaseRecord release)
    {
        var rejected = Assert.IsType<Verdict.Rejected>(Policy.Verify(Sign(head), Sign(release), null, Noon));
        Assert.Equal(cause, rejected.Cause);

        return rejected;
    }

    private static byte[] Pad(byte[] json, int length) =>
        [.. json, .. Enumerable.Repeat((byte)' ', length - json.Length)];
}
