using System.Diagnostics;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Tests.Signing;

public sealed class CommandSignerTests : IDisposable
{
    private static readonly byte[] Data = "some bytes"u8.ToArray();

    private readonly TemporaryFolder folder = new();
    private readonly KeyDirectory keys;

    public CommandSignerTests()
    {
        KeyDirectory.Init(folder["keys"], "test", TimeProvider.System);
        keys = KeyDirectory.Open(folder["keys"]);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string ReleaseKey => folder["keys/release.key.pem"];

    private PublicKey[] Candidates => [keys.Channel.PublicKey, keys.Release.PublicKey];

    public void Dispose()
    {
        keys.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Signs_by_openssl_and_finds_out_which_key_it_has()
    {
        var signer = await CommandSigner.OpenAsync(
            $"openssl dgst -sha256 -sign '{ReleaseKey}'", Candidates, Cancellation);

        Assert.Equal(keys.Release.PublicKey.KeyId, signer.PublicKey.KeyId);
        var signature = await signer.SignAsync(Data, Cancellation);
        Assert.True(keys.Release.PublicKey.Verifies(Data, signature.Span));
    }

    [Fact]
    public async Task Refuses_a_key_that_may_not_sign() => Assert.Contains(
        "does not name for this role",
        (await Assert.ThrowsAsync<SigningException>(() => CommandSigner.OpenAsync(
            $"openssl dgst -sha256 -sign '{ReleaseKey}'", [keys.Channel.PublicKey], Cancellation))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("echo 'no card in the reader' >&2; exit 7", "exit code 7: no card in the reader")]
    [InlineData("true", "DER")]
    [InlineData("head -c 100000000 /dev/zero", "DER")]
    [InlineData("no-such-program-at-all", "exit code 127")]
    public async Task Says_what_the_command_did_instead(string command, string expected) => Assert.Contains(
        expected,
        (await Assert.ThrowsAsync<SigningException>(() => CommandSigner.OpenAsync(command, Candidates, Cancellation)))
            .Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task Ends_a_command_that_takes_too_long()
    {
        var began = Stopwatch.StartNew();
        var exception = await Assert.ThrowsAsync<SigningException>(() => CommandSigner.OpenAsync(
            "sleep 60", Candidates, Cancellation, TimeSpan.FromMilliseconds(200)));

        Assert.Contains("within 0.2 s", exception.Message, StringComparison.Ordinal);
        Assert.True(began.Elapsed < TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Notices_that_the_command_signs_something_else_later()
    {
        var command = $"cat > '{folder["in"]}'; if test -e '{folder["later"]}'; then echo x > '{folder["in"]}'; fi; "
            + $"openssl dgst -sha256 -sign '{ReleaseKey}' '{folder["in"]}'";
        var signer = await CommandSigner.OpenAsync(command, Candidates, Cancellation);
        folder.Write("later", "");

        await Assert.ThrowsAsync<SigningException>(() => signer.SignAsync(Data, Cancellation));
    }

    [Theory]
    [InlineData("release=key.pem", true)]
    [InlineData("root=exec:openssl dgst -sha256 -sign a=b.pem", true)]
    [InlineData("channel=azurekv:https://v.vault.azure.net/keys/k/1", true)]
    [InlineData("channel=azurekv:http://v.vault.azure.net/keys/k", false)]
    [InlineData("channel=azurekv:k", false)]
    [InlineData("publisher=key.pem", false)]
    [InlineData("release=", false)]
    [InlineData("key.pem", false)]
    public void Reads_where_a_key_is(string text, bool isRead)
    {
        Assert.Equal(isRead, KeySource.TryParse(text, out var source, out var problem));
        Assert.True(isRead ? source is not null : problem.Contains(text, StringComparison.Ordinal));
    }
}
