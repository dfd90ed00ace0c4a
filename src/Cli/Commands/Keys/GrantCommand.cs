using System.Collections.Immutable;
using System.CommandLine;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Cli.Commands.Keys;

/// <summary><c>gwp keys grant</c>: a root that says anew who may sign for which channels, and how many it takes.</summary>
internal sealed class GrantCommand(Terminal terminal)
{
    private readonly Argument<string> folder = KeysCommand.Folder();
    private readonly Argument<string> role = KeysCommand.Role();
    private readonly Option<string[]> with = new("--with")
    {
        Description = "A key of the grant: the id of one that the root names, or a file with its public half; "
            + "may be repeated",
        HelpName = "KEYID|FILE",
    };

    private readonly Option<int> threshold = new("--threshold")
    {
        Description = "How many of these keys have to sign",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<string[]> channels = new("--channels")
    {
        Description = "The channels of the grant, with * for any characters (default: all); may be repeated",
        HelpName = "GLOB",
    };

    private readonly Option<bool> withdraw = new("--withdraw")
    {
        Description = "Take the grant for these channels back, without another in its place",
    };

    public static Command Create(Terminal terminal)
    {
        var grant = new GrantCommand(terminal);
        var command = new Command("grant", "Draft the next root, with other keys, number or channels for a role.")
        {
            grant.folder, grant.role, grant.with, grant.threshold, grant.channels, grant.withdraw,
        };
        command.SetAction(grant.Run);

        return command;
    }

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(folder);
        var which = KeySource.RoleOf(parsed.GetRequiredValue(role)) ?? TrustRole.Root;
        var globs = ReadChannels(parsed, which);
        var ceremony = new RootCeremony(path, terminal.Time);
        if (parsed.GetValue(withdraw))
        {
            return CeremonyReport.Write(terminal, path, ceremony.Withdraw(which, globs));
        }

        var root = KeyDirectory.ReadChain(path).Newest;
        ImmutableArray<PublicKey> keys =
        [
            .. (parsed.GetValue(with) ?? []).Select(text => ReadKey(text, root)).DistinctBy(key => key.KeyId),
        ];
        var number = parsed.GetRequiredValue(threshold);

        return number >= 1 && number <= keys.Length
            ? CeremonyReport.Write(terminal, path, ceremony.Grant(which, globs, keys, number))
            : throw new WrongUsageException(
                $"--threshold {number}: the grant has {keys.Length} keys, and each of them is named with --with");
    }

    private ImmutableArray<string> ReadChannels(ParseResult parsed, TrustRole which)
    {
        var globs = parsed.GetValue(channels) ?? [];
        if (which is TrustRole.Root && (globs is not [] || parsed.GetValue(withdraw)))
        {
            throw new WrongUsageException("the role root has no channels, and cannot be withdrawn");
        }

        return Array.Find(globs, glob => !StoreLayout.IsChannelName(glob.Replace('*', 'a'))) is { } wrong
            ? throw new WrongUsageException($"--channels {wrong}: no channel can be called so")
            : globs is [] ? ["*"] : [.. globs];
    }

    private static PublicKey ReadKey(string text, RootDocument root) =>
        root.Keys.TryGetValue(text, out var entry) && PublicKey.Of(entry) is { } named
            ? named
            : PublicKeyFile.Read(text);
}
