using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Tests.Signing;

public sealed class RootCeremonyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly RootCeremony ceremony;

    public RootCeremonyTests()
    {
        KeyDirectory.Init(folder["keys"], "test", TimeProvider.System);
        ceremony = new(folder["keys"], TimeProvider.System);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(TrustRole.Release)]
    [InlineData(TrustRole.Channel)]
    [InlineData(TrustRole.Root)]
    public async Task A_role_gets_another_key_and_keys_are_opened_as_the_newest_root_says(TrustRole role)
    {
        var before = Open().Root;

        Assert.IsType<CeremonyStep.Drafted>(ceremony.Rotate(role, null, null, newEpoch: false));
        Assert.Equal(1, Open().Root.Version);
        var completed = Assert.IsType<CeremonyStep.Completed>(await SignAsync());

        Assert.Equal("2.root.json", Path.GetFileName(completed.Path));
        Assert.False(File.Exists(folder["keys/2.root.draft.json"]));
        var after = Open().Root;
        Assert.Equal((2, 1), (after.Version, after.Epoch));
        Assert.Single(after.Keys.Keys.Except(before.Keys.Keys));
        Assert.Single(before.Keys.Keys.Except(after.Keys.Keys));
    }

    [Fact]
    public async Task Two_of_three_holders_sign_in_turn()
    {
        string[] holders = ["a", "b", "c"];
        foreach (var holder in holders)
        {
            KeyDirectory.Init(folder[holder], holder, TimeProvider.System);
        }

        var offline = folder["offline"];
        KeyDirectory.Init(offline, "test", TimeProvider.System, new(
            [.. holders.Select(holder => PublicKeyFile.Read(folder[$"{holder}/root.key.pem"]))], 2));
        var turns = new RootCeremony(offline, TimeProvider.System);

        Assert.Throws<KeyFileException>(() => KeyDirectory.Open(offline));
        var first = Assert.IsType<CeremonyStep.Drafted>(await SignAsync(turns, "a"));
        Assert.Equal(1, Assert.Single(first.Missing).Count);
        Assert.Contains("missing", Refusal(await SignAsync(turns, "a")), StringComparison.Ordinal);
        Assert.Throws<KeyFileException>(() => KeyDirectory.Open(offline));
        Assert.IsType<CeremonyStep.Completed>(await SignAsync(turns, "c"));
        using var keys = KeyDirectory.Open(offline);
        Assert.Equal(2, keys.Root.Roles.Root.Threshold);
    }

    [Fact]
    public async Task What_is_half_done_is_finished_before_anything_else_begins()
    {
        Assert.IsType<CeremonyStep.Drafted>(ceremony.Rotate(TrustRole.Channel, null, null, newEpoch: true));

        Assert.Contains("half done", Refusal(ceremony.RevokeContent(BundleDigest.Of("x"u8))), StringComparison.Ordinal);
        await SignAsync();
        Assert.Equal(2, Open().Root.Epoch);
        Assert.IsType<CeremonyStep.Drafted>(ceremony.RevokeContent(BundleDigest.Of("x"u8)));
        await SignAsync();
        Assert.Equal([BundleDigest.Of("x"u8)], Open().Root.Revoked);
        Assert.Equal(3, Open().Chain.Roots.Length);
    }

    [Fact]
    public void No_role_is_left_without_keys()
    {
        var root = Open().Root;

        Assert.Contains(
            "rotate", Refusal(ceremony.RevokeKey(root.Roles.Channel[0].KeyIds[0])), StringComparison.Ordinal);
        Assert.Contains("no key", Refusal(ceremony.RevokeKey("0")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_that_does_not_follow_is_not_opened()
    {
        ceremony.Rotate(TrustRole.Root, null, null, newEpoch: false);
        await SignAsync();
        File.Copy(folder["keys/1.root.json"], folder["keys/2.root.json"], overwrite: true);

        Assert.Contains(
            "cannot be trusted", Assert.Throws<KeyFileException>(() => Open()).Message, StringComparison.Ordinal);
    }

    private static string Refusal(CeremonyStep step) => Assert.IsType<CeremonyStep.Refused>(step).Reason;

    private KeyDirectory Open()
    {
        using var keys = KeyDirectory.Open(folder["keys"]);

        return keys;
    }

    private Task<CeremonyStep> SignAsync() => SignAsync(ceremony, "keys");

    private Task<CeremonyStep> SignAsync(RootCeremony turns, string keys) => turns.SignAsync(
        candidates => Task.FromResult(KeySource.FilesOf(folder[keys], TrustRole.Root)
            .Select(source => (ISigner)KeyFileSigner.Load(source.Place)).ToImmutableArray()),
        TestContext.Current.CancellationToken);
}
