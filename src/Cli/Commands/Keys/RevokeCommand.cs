using System.CommandLine;
using GatewayPipeline.Bundles;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Cli.Commands.Keys;

/// <summary><c>gwp keys revoke</c>: a root without a key, or one that takes back what was published.</summary>
internal static class RevokeCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = KeysCommand.Folder();
        var what = new Argument<string>("WHAT")
        {
            Description = "The id of a key, or sha256:HEX of a bundle, its content or a release",
        };
        var command = new Command("revoke", "Draft the next root, without a key or against a bundle.") { folder, what };
        command.SetAction(parsed =>
        {
            var (path, text) = (parsed.GetRequiredValue(folder), parsed.GetRequiredValue(what));
            var ceremony = new RootCeremony(path, terminal.Time);

            return CeremonyReport.Write(terminal, path, BundleDigest.TryParse(text, out var digest)
                ? ceremony.RevokeContent(digest)
                : ceremony.RevokeKey(text));
        });

        return command;
    }
}
