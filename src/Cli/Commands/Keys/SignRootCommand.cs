using System.Collections.Immutable;
using System.CommandLine;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Cli.Commands.Keys;

/// <summary><c>gwp keys sign-root</c>: one more signature on the root that is being made.</summary>
internal static class SignRootCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = KeysCommand.Folder();
        var keys = new KeyOptions();
        var command = new Command("sign-root", "Sign the drafted root; the last signature makes it one.") { folder };
        keys.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(folder);
            var sources = keys.Read(parsed, TrustRole.Root, otherwise: path);
            var step = await new RootCeremony(path, terminal.Time).SignAsync(
                candidates => OpenAsync(sources, candidates, cancellation), cancellation);

            return CeremonyReport.Write(terminal, path, step);
        });

        return command;
    }

    private static async Task<ImmutableArray<ISigner>> OpenAsync(
        ImmutableArray<KeySource> sources, ImmutableArray<PublicKey> candidates, CancellationToken cancellation)
    {
        var signers = ImmutableArray.CreateBuilder<ISigner>();
        foreach (var source in sources)
        {
            signers.Add(await source.OpenAsync(candidates, cancellation));
        }

        return signers.ToImmutable();
    }
}
