using System.Diagnostics;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Cli.Commands.Keys;

/// <summary>What a step of a ceremony did, and what comes next.</summary>
internal static class CeremonyReport
{
    public static int Write(Terminal terminal, string folder, CeremonyStep step)
    {
        switch (step)
        {
            case CeremonyStep.Drafted drafted:
                terminal.Out.WriteLine($"{drafted.Path} is drafted: version {drafted.Root.Version}.");
                WriteMissing(terminal, drafted.Missing);
                terminal.Out.WriteLine($"Next, each of them: gwp keys sign-root {folder} --key root=KEY");
                return ExitCode.Good;
            case CeremonyStep.Completed completed:
                terminal.Out.WriteLine($"{completed.Path} is signed: version {completed.Root.Version}.");
                WriteDigest(terminal, completed.Path);
                terminal.Out.WriteLine(completed.Root.Version == 1
                    ? "Next, give it to the gateways: gwp-agent run --trust."
                    : "Next, publish with this folder: the store is given the root, and gateways follow it.");
                return ExitCode.Good;
            case CeremonyStep.Refused refused:
                throw new BrokenWorldException(refused.Reason);
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>What <c>sha256sum</c> says of the file: whoever is handed it compares the two.</summary>
    public static void WriteDigest(Terminal terminal, string path) =>
        terminal.Out.WriteLine($"Its digest, to pin it by: {BundleDigest.Of(File.ReadAllBytes(path))}");

    public static void WriteMissing(Terminal terminal, IEnumerable<MissingSignatures> missing)
    {
        foreach (var each in missing)
        {
            var keys = string.Join(", ", each.KeyIds);
            terminal.Out.WriteLine($"It lacks {each.Count} of these root keys of version {each.Version}: {keys}");
        }
    }
}
