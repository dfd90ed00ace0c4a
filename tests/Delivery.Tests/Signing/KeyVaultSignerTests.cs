using CsCheck;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Tests.Signing;

public sealed class KeyVaultSignerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signs_as_a_key_file_would()
    {
        await using var vault = await VaultServer.StartAsync();
        var signer = await OpenAsync(vault);

        Assert.Equal(PublicKey.Of(vault.Key).KeyId, signer.PublicKey.KeyId);
        for (var i = 0; i < 50; i++)
        {
            // Numbers with leading zeros and with a high first bit come up by themselves.
            var data = Gen.Byte.Array[0, 100].Single();
            var signature = await signer.SignAsync(data, Cancellation);
            Assert.True(signer.PublicKey.Verifies(data, signature.Span));
        }
    }

    [Fact]
    public async Task Says_which_rights_are_missing()
    {
        await using var vault = await VaultServer.StartAsync();

        var exception = await Assert.ThrowsAsync<SigningException>(() => KeyVaultSigner.OpenAsync(
            vault.Address, new VaultCredential("another"), vault.Options, Cancellation));

        Assert.Contains("403", exception.Message, StringComparison.Ordinal);
        Assert.Contains("The caller may not do that.", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'get' and 'sign'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_nothing_for_a_signature_that_is_none()
    {
        await using var vault = await VaultServer.StartAsync();
        var signer = await OpenAsync(vault);
        Func<byte[], byte[]>[] wrong =
            [_ => [], _ => new byte[64], bytes => bytes[..63], bytes => [.. bytes[32..], .. bytes[..32]]];

        foreach (var sign in wrong)
        {
            vault.Sign = sign;
            await Assert.ThrowsAsync<SigningException>(() => signer.SignAsync("x"u8.ToArray(), Cancellation));
        }
    }

    [Fact]
    public async Task Refuses_keys_of_another_kind_and_addresses_that_are_no_vault()
    {
        await using var vault = await VaultServer.StartAsync();
        vault.Curve = "P-384";

        await Assert.ThrowsAsync<SigningException>(() => OpenAsync(vault));
        await Assert.ThrowsAsync<SigningException>(() => KeyVaultSigner.OpenAsync(
            new("https://localhost/keys/a"), new VaultCredential(VaultServer.Token), vault.Options, Cancellation));
    }

    private static Task<KeyVaultSigner> OpenAsync(VaultServer vault) => KeyVaultSigner.OpenAsync(
        vault.Address, new VaultCredential(VaultServer.Token), vault.Options, Cancellation);
}
