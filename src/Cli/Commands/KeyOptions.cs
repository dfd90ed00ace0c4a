using System.Collections.Immutable;
using System.CommandLine;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Cli.Commands;

/// <summary>Where keys are: the same options for every command that signs.</summary>
internal sealed class KeyOptions
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

    private static KeySource Parse(string text) =>
        KeySource.TryParse(text, out var source, out var problem)
            ? source
            : throw new WrongUsageException($"--key {problem}");
}
