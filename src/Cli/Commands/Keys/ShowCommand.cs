using System.CommandLine;
using System.Globalization;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Cli.Commands.Keys;

/// <summary><c>gwp keys show</c>: what the newest root says, and what the next one lacks.</summary>
internal static class ShowCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = KeysCommand.Folder();
        var command = new Command("show", "Show the newest root, and the one that is being signed.") { folder };
        command.SetAction(parsed =>
        {
            var (chain, draft) = new RootCeremony(parsed.GetRequiredValue(folder), terminal.Time).Read();
            if (chain is not null)
            {
                WriteRoot(terminal.Out, chain.Newest);
            }

            if (draft is not null)
            {
                terminal.Out.WriteLine($"Version {draft.Root.Version} is being signed.");
                CeremonyReport.WriteMissing(terminal, draft.Missing);
            }

            return ExitCode.Good;
        });

        return command;
    }

    private static void WriteRoot(TextWriter output, RootDocument root)
    {
        var expires = root.Expires.ToString("u", CultureInfo.InvariantCulture);
        output.WriteLine(
            $"version {root.Version}, environment {root.Environment}, epoch {root.Epoch}, until {expires}");
        output.WriteLine($"root     {root.Roles.Root.Threshold} of {string.Join(", ", root.Roles.Root.KeyIds)}");
        WriteGrants(output, "release", root.Roles.Release);
        WriteGrants(output, "channel", root.Roles.Channel);
        foreach (var digest in root.Revoked)
        {
            output.WriteLine($"revoked  {digest}");
        }
    }

    private static void WriteGrants(TextWriter output, string role, IEnumerable<RoleGrant> grants)
    {
        foreach (var grant in grants)
        {
            output.WriteLine(
                $"{role,-8} {grant.Threshold} of {string.Join(", ", grant.KeyIds)} "
                + $"for channels {string.Join(", ", grant.Channels)}");
        }
    }
}
