using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using GatewayPipeline.Bundles.Trust;
using static GatewayPipeline.Bundles.Tests.Trust.Signatories;

namespace GatewayPipeline.Bundles.Tests.Trust;

public sealed class RootDocumentTests
{
    private static readonly ImmutableArray<ECDsa> Keys =
        [.. Enumerable.Range(0, 3).Select(_ => ECDsa.Create(ECCurve.NamedCurves.nistP256))];

    [Fact]
    public void Opens_a_root_that_its_own_keys_signed()
    {
        var root = Assert.IsType<RootOpening.Trusted>(RootDocument.Open(Sign(Root, RootKey))).Root;

        Assert.Equal(Root.ToPayload(), root.ToPayload());
        Assert.Equal(3, root.Keys.Count);
        AssertRefused("not signed", Sign(Root, ReleaseKey));
        AssertRefused("not signed", Sign(Root));
        AssertRefused("not a signed root", Sign(PayloadTypes.Channel, Root.ToPayload(), RootKey));
        AssertRefused("not a signed root", "{}"u8.ToArray());
    }

    [Fact]
    public void Refuses_a_root_that_contradicts_itself()
    {
        var roles = Root.Roles;
        var stranger = PublicKey.Of(Keys[0]);

        AssertInvalid("role", Root with { Roles = roles with { Root = roles.Root with { Threshold = 2 } } });
        AssertInvalid("role", Root with { Roles = roles with { Root = roles.Root with { Threshold = 0 } } });
        AssertInvalid("role", Root with { Roles = roles with { Root = new([stranger.KeyId], 1) } });
        AssertInvalid("role", Root with { Roles = roles with { Channel = [] } });
        AssertInvalid("role", Root with { Roles = roles with { Release = [roles.Release[0] with { Channels = [] }] } });
        AssertInvalid("role", Root with { Roles = roles with { Release = [new([ReleaseId, ReleaseId], 2, ["*"])] } });
        AssertInvalid("id", Root with { Keys = Root.Keys.ToDictionary(key => key.Key, _ => stranger.ToEntry()) });
        AssertInvalid("versions", Root with { Epoch = 0 });
        AssertInvalid("format 2", Root with { Format = 2 });
    }

    /// <summary>One public key must not count twice, whatever it is called or however it is written.</summary>
    [Fact]
    public void Refuses_a_second_spelling_of_a_key()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var parameters = RootKey.ExportExplicitParameters(includePrivateParameters: false);
        using var written = ECDsa.Create(parameters);
        byte[][] others =
        [
            p384.ExportSubjectPublicKeyInfo(),
            written.ExportSubjectPublicKeyInfo(),
            [.. RootKey.ExportSubjectPublicKeyInfo(), 0],
        ];

        Assert.All(others, spki =>
        {
            var keys = Root.Keys.ToDictionary(key => key.Key, key => key.Value);
            keys[BundleDigest.Of(spki).Hex] = new(PublicKey.Algorithm, Convert.ToBase64String(spki));
            AssertInvalid("id", Root with { Keys = keys });
        });
    }

    [Fact]
    public void A_key_of_an_unknown_algorithm_is_carried_and_counts_for_nothing()
    {
        var keys = Root.Keys.ToDictionary(key => key.Key, key => key.Value);
        var id = BundleDigest.Of("ml"u8).Hex;
        keys[id] = new("ml-dsa-65", Convert.ToBase64String("ml"u8));
        var root = Root with { Keys = keys, Roles = Root.Roles with { Channel = [new([id, ChannelId], 1, ["*"])] } };

        var opened = Assert.IsType<RootOpening.Trusted>(RootDocument.Open(Sign(root, RootKey))).Root;

        Assert.IsType<Verdict.Trusted>(new TrustPolicy(opened, "edge").Verify(Sign(Head), Sign(Release), null, Noon));
    }

    [Fact]
    public void A_threshold_counts_different_keys()
    {
        var root = WithChannelGrants(new RoleGrant([.. Keys.Select(Id)], 2, ["*"]));

        AssertTrusted(true, root, Keys[0], Keys[1]);
        AssertTrusted(true, root, Keys[2], Keys[0], Keys[1]);
        AssertTrusted(true, root, ChannelKey, Keys[2], Keys[0]);
        AssertTrusted(false, root, Keys[0]);
        AssertTrusted(false, root, Keys[0], Keys[0]);
        AssertTrusted(false, root, Keys[0], ChannelKey);
    }

    [Fact]
    public void A_grant_reaches_only_the_channels_in_its_scope()
    {
        AssertTrusted(true, WithChannelGrants(new RoleGrant([Id(Keys[0])], 1, ["inner", "ed*"])), Keys[0]);
        AssertTrusted(false, WithChannelGrants(new RoleGrant([Id(Keys[0])], 1, ["inner", "edge-*"])), Keys[0]);

        // Two keys of two grants do not add up.
        var grants = WithChannelGrants(new([Id(Keys[0]), Id(Keys[1])], 2, ["*"]), new([Id(Keys[2])], 1, ["edge"]));
        AssertTrusted(true, grants, Keys[2]);
        AssertTrusted(true, grants, Keys[0], Keys[1]);
        AssertTrusted(false, grants, Keys[0]);
    }

    [Fact]
    public void A_signature_counts_only_for_the_key_that_it_names()
    {
        Assert.True(SignedEnvelope.TryParse(Sign(Head), out var envelope));
        var signature = envelope.Signatures[0];
        var named = envelope with { Signatures = [signature with { KeyId = Id(ReleaseKey) }] };
        var unnamed = envelope with { Signatures = [signature with { KeyId = "" }] };

        Assert.IsType<Verdict.Rejected>(Policy.Verify(named.ToJson(), Sign(Release), null, Noon));
        Assert.IsType<Verdict.Trusted>(Policy.Verify(unnamed.ToJson(), Sign(Release), null, Noon));
    }

    [Theory]
    [InlineData("*", "edge", true)]
    [InlineData("", "edge", false)]
    [InlineData("edge", "edge", true)]
    [InlineData("edge", "edge2", false)]
    [InlineData("e*e", "edge", true)]
    [InlineData("e*d", "edge", false)]
    [InlineData("*-eu-*", "prod-eu-1", true)]
    [InlineData("*-eu-*", "prod-us-1", false)]
    [InlineData("**", "edge", true)]
    [InlineData("*edge", "edge", true)]
    [InlineData("*e*e*e*", "edge", false)]
    [InlineData("edge*", "edge", true)]
    public void A_star_stands_for_any_characters(string pattern, string channel, bool matches) =>
        Assert.Equal(matches, ChannelPattern.Matches(pattern, channel));

    [Fact]
    public void Takes_a_root_at_the_limit_and_refuses_one_byte_more()
    {
        var json = Sign(Root, RootKey);

        Assert.IsType<RootOpening.Trusted>(RootDocument.Open(Pad(Limits.RootBytes)));
        Assert.IsType<RootOpening.Refused>(RootDocument.Open(Pad(Limits.RootBytes + 1)));

        byte[] Pad(int length) => [.. json, .. Encoding.ASCII.GetBytes(new string(' ', length - json.Length))];
    }

    private static string ReleaseId => Id(ReleaseKey);

    private static string ChannelId => Id(ChannelKey);

    private static string Id(ECDsa key) => PublicKey.Of(key).KeyId;

    private static RootDocument WithChannelGrants(params RoleGrant[] grants) => Root with
    {
        Keys = Root.Keys.Concat(
            Keys.Select(key => KeyValuePair.Create(Id(key), PublicKey.Of(key).ToEntry()))).ToDictionary(),
        Roles = Root.Roles with { Channel = [.. grants] },
    };

    private static void AssertTrusted(bool trusted, RootDocument root, params ECDsa[] signers) => Assert.Equal(
        trusted,
        new TrustPolicy(root, "edge").Verify(Sign(Head, signers), Sign(Release), null, Noon) is Verdict.Trusted);

    private static void AssertInvalid(string word, RootDocument root) => AssertRefused(word, Sign(root, RootKey));

    private static void AssertRefused(string word, byte[] json) =>
        Assert.Contains(
            word, Assert.IsType<RootOpening.Refused>(RootDocument.Open(json)).Reason, StringComparison.Ordinal);
}
