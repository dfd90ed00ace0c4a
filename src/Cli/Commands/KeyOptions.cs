using System.Collections.Immutable;
using System.CommandLine;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Cli.Commands;

/// <summary>Where keys are: the same options for every command that signs.</summary>
internal sealed class KeyOptions(bool isFolderRequired = false)
{
    private readonly Option<string[]> key = new("--key")
    {
        Description = "A key: root=, release= or channel= and FILE, azurekv:URI or exec:COMMAND; may be repeated",
        HelpName = "ROLE=KEY",
    };

    private readonly Option<string> keys = new("--keys")
    {
        Description = "A folder of key files, as 'gwp keys init' makes it",
        HelpName = "DIR",
        Required = isFolderRequired,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(key);
        command.Options.Add(keys);
    }

    /// <summary>The keys of a role: those named, else the files of the folder.</summary>
    public ImmutableArray<KeySource> Read(ParseResult parsed, TrustRole role, string otherwise)
    {
        ImmutableArray<KeySource> named = [.. (parsed.GetValue(key) ?? []).Select(Parse)];

        return named.Any(source => source.Role == role)
            ? [.. named.Where(source => source.Role == role)]
            : [.. KeySource.FilesOf(parsed.GetValue(keys) ?? otherwise, role)];
    }

    /// <summary>
    /// The roots of the folder, and the keys that publish: those named, else the files of the folder.
    /// </summary>
    /// <param name="isReleaseNeeded">Something is to be released; else a release key is taken if there is one.</param>
    /// <param name="isChannelNeeded">A head is to be written; else a channel key is taken if there is one.</param>
    /// <exception cref="KeyFileException">Roots or keys are missing, or not what they should be.</exception>
    /// <exception cref="SigningException">A vault or a command does not do its part.</exception>
    public async Task<PublisherKeys> OpenAsync(
        ParseResult parsed,
        CancellationToken cancellation,
        bool isReleaseNeeded = true,
        bool isChannelNeeded = true)
    {
        ImmutableArray<KeySource> named = [.. (parsed.GetValue(key) ?? []).Select(Parse)];
        var folder = parsed.GetRequiredValue(keys);
        var chain = KeyDirectory.ReadChain(folder);

        return new(
            chain,
            await OpenAsync(TrustRole.Release, isReleaseNeeded),
            await OpenAsync(TrustRole.Channel, isChannelNeeded));

        async Task<ImmutableArray<ISigner>> OpenAsync(TrustRole role, bool isNeeded)
        {
            var signers = new List<ISigner>();
            foreach (var source in named.Where(each => each.Role == role))
            {
                signers.Add(await source.OpenAsync(KeyDirectory.KeysOf(chain.Newest, role), cancellation));
            }

            return signers is [] ? KeyDirectory.OpenKeys(folder, chain.Newest, role, isNeeded) : [.. signers];
        }
    }

    private static KeySource Parse(string text) =>
        KeySource.TryParse(text, out var source, out var problem)
            ? source
            : throw new WrongUsageException($"--key {problem}");
}
