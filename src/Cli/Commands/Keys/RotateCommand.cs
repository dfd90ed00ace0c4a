using System.CommandLine;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Cli.Commands.Keys;

/// <summary><c>gwp keys rotate</c>: a root in which another key has taken the place of one.</summary>
internal static class RotateCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = KeysCommand.Folder();
        var role = KeysCommand.Role();
        var with = new Option<string>("--with")
        {
            Description = "The public half of the new key; without it, a key is made in DIR",
            HelpName = "FILE",
        };
        var replaces = new Option<string>("--replaces")
        {
            Description = "The key that goes, where the role has several",
            HelpName = "KEYID",
        };
        var newEpoch = new Option<bool>("--new-epoch")
        {
            Description = "Begin the counters of all channels anew, after a channel key was stolen",
        };
        var command = new Command("rotate", "Draft the next root, with another key in the place of one.")
        {
            folder, role, with, replaces, newEpoch,
        };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(folder);

            return CeremonyReport.Write(terminal, path, new RootCeremony(path, terminal.Time).Rotate(
                KeySource.RoleOf(parsed.GetRequiredValue(role)) ?? TrustRole.Root,
                parsed.GetValue(with) is { } file ? PublicKeyFile.Read(file) : null,
                parsed.GetValue(replaces),
                parsed.GetValue(newEpoch)));
        });

        return command;
    }
}
