using System.Diagnostics.CodeAnalysis;
using Azure.Identity;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Signing;

/// <summary>Who a key belongs to.</summary>
public enum TrustRole
{
    Root,
    Release,
    Channel,
}

/// <summary>
/// Where the key of a role is: <c>ROLE=FILE</c>, <c>ROLE=azurekv:URI</c> or <c>ROLE=exec:COMMAND</c>.
/// </summary>
public sealed record KeySource(TrustRole Role, string Place)
{
    private const string Vault = "azurekv:";
    private const string Command = "exec:";

    public static bool TryParse(string text, [NotNullWhen(true)] out KeySource? source, out string problem)
    {
        source = null;
        problem = $"'{text}' names no key: write ROLE=FILE, ROLE=azurekv:URI or ROLE=exec:COMMAND, "
            + "with the role root, release or channel";
        var parts = text.Split('=', 2);
        if (parts is not [var word, { Length: > 0 } place] || RoleOf(word) is not { } role)
        {
            return false;
        }

        if (place.StartsWith(Vault, StringComparison.Ordinal)
            && !(Uri.TryCreate(place[Vault.Length..], UriKind.Absolute, out var address) && address.Scheme == "https"))
        {
            problem = $"'{text}': a key of a vault is written azurekv:https://VAULT.vault.azure.net/keys/NAME";

            return false;
        }

        source = new(role, place);

        return true;
    }

    /// <summary>A role by the word for it; null for any other word.</summary>
    public static TrustRole? RoleOf(string word) => word switch
    {
        "root" => TrustRole.Root,
        "release" => TrustRole.Release,
        "channel" => TrustRole.Channel,
        _ => null,
    };

    /// <summary>The key files of a role in a folder, for which <c>--keys</c> is short.</summary>
    public static IEnumerable<KeySource> FilesOf(string directory, TrustRole role) =>
        KeyDirectory.KeyFiles(directory, role).Select(path => new KeySource(role, path));

    /// <param name="candidates">The keys that may sign: a command is asked which of them it has.</param>
    /// <exception cref="KeyFileException">The file is missing, open to others, or no key.</exception>
    /// <exception cref="SigningException">The vault or the command does not do its part.</exception>
    public async Task<ISigner> OpenAsync(IEnumerable<PublicKey> candidates, CancellationToken cancellation)
    {
        if (Place.StartsWith(Vault, StringComparison.Ordinal))
        {
            return await KeyVaultSigner.OpenAsync(
                new(Place[Vault.Length..]), new DefaultAzureCredential(), new(), cancellation);
        }

        return Place.StartsWith(Command, StringComparison.Ordinal)
            ? await CommandSigner.OpenAsync(Place[Command.Length..], candidates, cancellation)
            : KeyFileSigner.Load(Place);
    }
}
