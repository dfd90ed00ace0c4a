using System.CommandLine;
using System.Diagnostics;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Cli.Commands.Keys;

/// <summary><c>gwp keys init</c>: the first root, and keys for the roles.</summary>
internal static class InitCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "A new or empty folder" };
        var environment = new Option<string>("--environment")
        {
            Description = "The set of gateways that the keys are for: nothing signed for another is taken",
            HelpName = "NAME",
            DefaultValueFactory = _ => "default",
        };
        var root = new Option<string[]>("--root")
        {
            Description = "The public half of a root key that is kept elsewhere; may be repeated",
            HelpName = "FILE",
        };
        var threshold = new Option<int>("--threshold")
        {
            Description = "How many root keys have to sign a root",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var command = new Command("init", "Make a root document and role keys (readable by you alone).")
        {
            folder, environment, root, threshold,
        };
        command.SetAction(parsed =>
        {
            var holders = ReadHolders(parsed.GetValue(root) ?? [], parsed.GetRequiredValue(threshold));
            var path = parsed.GetRequiredValue(folder);
            var written =
                KeyDirectory.Init(path, parsed.GetRequiredValue(environment), terminal.Time, holders) switch
                {
                    KeyInitialization.Written made => made.Paths,
                    KeyInitialization.Refused refused => throw new BrokenWorldException(refused.Reason),
                    _ => throw new UnreachableException(),
                };
            foreach (var file in written)
            {
                terminal.Out.WriteLine(file);
            }

            if (holders is null)
            {
                terminal.Out.WriteLine($"Gateways are given {Path.GetFileName(written[^1])}; the keys stay with you.");
                CeremonyReport.WriteDigest(terminal, written[^1]);
            }
            else
            {
                terminal.Out.WriteLine(
                    $"Next, {holders.Threshold} of the holders sign: gwp keys sign-root {path} --key root=KEY");
            }

            return ExitCode.Good;
        });

        return command;
    }

    private static RootHolders? ReadHolders(string[] files, int threshold)
    {
        if (threshold < 1 || threshold > Math.Max(files.Length, 1))
        {
            throw new WrongUsageException(
                $"--threshold {threshold}: there are {Math.Max(files.Length, 1)} root keys, "
                + "and each is named with --root FILE");
        }

        return files is [] ? null : new([.. files.Select(PublicKeyFile.Read)], threshold);
    }
}
