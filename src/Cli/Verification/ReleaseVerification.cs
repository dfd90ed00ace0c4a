using System.Diagnostics;
using System.Text.Json;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Cli.Verification;

/// <summary>
/// A bundle and its release record as files, such as an archive keeps: no head says whether they are what a channel is
/// at, and age does not matter.
/// </summary>
internal static class ReleaseVerification
{
    public const string Document = "release record";

    public static void Run(
        RootDocument root,
        string rootFile,
        (ReadOnlyMemory<byte> Bytes, string File) release,
        (ReadOnlyMemory<byte> Bytes, string File) bundle,
        VerificationReport report)
    {
        report.Repeat(Signatures(release.Bytes, release.File, root, rootFile));
        switch (new TrustPolicy(root, StatedChannel(release.Bytes), report.Begin).VerifyRelease(release.Bytes))
        {
            case ReleaseVerdict.Rejected rejected:
                report.Refuse(rejected.Reason);
                break;
            case ReleaseVerdict.Trusted { Release: var record }:
                (report.Bundle, report.Sequence) = (record.Bundle, record.Sequence);
                report.Signers.AddSigners(Document, release.Bytes, root, root.Roles.Release, record.Channel);
                Open(bundle.Bytes, bundle.File, record.Bundle, report);
                break;
            default:
                throw new UnreachableException();
        }
    }

    public static IEnumerable<ToolCommand> Signatures(
        ReadOnlyMemory<byte> release, string file, RootDocument root, string rootFile) =>
        StandardTools.Signatures(
            Document, release, file, rootFile, root.Roles.Release.SelectMany(grant => grant.KeyIds));

    public static void Open(ReadOnlyMemory<byte> bytes, string file, BundleReference signed, VerificationReport report)
    {
        report.Repeat(StandardTools.Bundle(file, signed));
        if (BundleReader.Open(bytes, signed, report.Begin) is BundleOpening.Refused refused)
        {
            report.Refuse(refused.Reason);
        }
    }

    // Whether its keys may speak for that channel is for the policy to say.
    private static string StatedChannel(ReadOnlyMemory<byte> release)
    {
        if (!SignedEnvelope.TryParse(release.Span, out var envelope))
        {
            return "";
        }

        try
        {
            using var record = JsonDocument.Parse(envelope.Payload);

            return record.RootElement is { ValueKind: JsonValueKind.Object } members
                && members.TryGetProperty("channel", out var channel)
                && channel is { ValueKind: JsonValueKind.String }
                && channel.GetString() is { } name && StoreLayout.IsChannelName(name)
                ? name
                : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
