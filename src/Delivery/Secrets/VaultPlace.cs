using System.Text;
using System.Text.Json.Serialization;
using Azure.Core;
using GatewayPipeline.Delivery.Vaults;

namespace GatewayPipeline.Delivery.Secrets;

/// <summary><c>keyvault:https://VAULT.vault.azure.net/secrets/NAME</c>, the newest version unless it names one.</summary>
internal sealed class VaultPlace : ISecretPlace
{
    public string Scheme => "keyvault";

    public string? Objection(string name) =>
        Uri.TryCreate(name, UriKind.Absolute, out var address)
        && address is { Scheme: "https", UserInfo: "", Query: "", Fragment: "" }
        && address.AbsolutePath.StartsWith("/secrets/", StringComparison.Ordinal)
        && address.AbsolutePath.Length > "/secrets/".Length
            ? null
            : "a secret in a vault is written keyvault:https://VAULT.vault.azure.net/secrets/NAME";

    public async Task<byte[]> ReadAsync(
        string name, SecretSurroundings surroundings, CancellationToken cancellation)
    {
        try
        {
            Uri secret = new(name);
            var vault = VaultClient.Open(secret, surroundings.VaultCredential, surroundings.VaultOptions);
            var answer = await vault.SendAsync(
                RequestMethod.Get, secret, "", null, VaultSecretJson.Default.SecretAnswer, cancellation);

            return Encoding.UTF8.GetBytes(answer.Value ?? "");
        }
        catch (VaultException exception)
        {
            throw new SecretException($"{exception.Message} Reading takes the right 'get' on secrets", exception)
            {
                MayPass = exception.MayPass,
            };
        }
    }
}

internal sealed record SecretAnswer(string? Value);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SecretAnswer))]
internal sealed partial class VaultSecretJson : JsonSerializerContext;
