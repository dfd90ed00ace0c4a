using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Cli.Verification;

/// <summary>The root that is believed because of where it lies: it has to be sound all the same.</summary>
internal static class PinnedRoot
{
    private const string Document = "pinned root";

    /// <summary>Null if it is refused.</summary>
    public static RootChain? Verify(ReadOnlyMemory<byte> bytes, string file, VerificationReport report)
    {
        if (!RootChain.TryPin(bytes, out var chain, out var reason, (_, check) => report.Begin(Document, check)))
        {
            report.Refuse(reason);

            return null;
        }

        report.Repeat(StandardTools.Signatures(Document, bytes, file, file, chain.Newest.Roles.Root.KeyIds));

        return chain;
    }
}
