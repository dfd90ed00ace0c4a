using System.Collections.Frozen;

namespace GatewayPipeline.Bundles.Trust;

/// <summary>
/// Reads root documents. A pinned one stands for itself; any other only behind its predecessor, as in The Update
/// Framework: no version is left out, and both the old keys and the new ones have signed.
/// </summary>
internal static class RootReading
{
    public static RootOpening Read(ReadOnlyMemory<byte> json, RootDocument? predecessor)
    {
        if (json.Length > Limits.RootBytes)
        {
            return new RootOpening.Refused(
                $"the root document has {json.Length} bytes, and at most {Limits.RootBytes} are allowed");
        }

        if (!SignedEnvelope.TryParse(json.Span, out var envelope) || envelope.PayloadType != PayloadTypes.Root)
        {
            return new RootOpening.Refused("this is not a signed root document");
        }

        if (predecessor is not null && !IsSigned(envelope, predecessor))
        {
            return new RootOpening.Refused(
                $"the root document is not signed by the root keys of version {predecessor.Version}, which it is to "
                + "replace");
        }

        if (!TrustPayload.TryRead(
            envelope.Payload,
            RootDocument.CurrentFormat,
            TrustJsonContext.Default.RootDocument,
            out var root,
            out var reason))
        {
            return new RootOpening.Refused($"the root document {reason}");
        }

        if (RootRules.FindViolation(root) is { } violation)
        {
            return new RootOpening.Refused($"the root document {violation}");
        }

        root = root with { Keys = root.Keys.ToFrozenDictionary(StringComparer.Ordinal) };
        if (!IsSigned(envelope, root))
        {
            return new RootOpening.Refused("the root document is not signed by its own root keys");
        }

        return predecessor is not null && FindBreak(predecessor, root) is { } broken
            ? new RootOpening.Refused($"the root document {broken}")
            : new RootOpening.Trusted(root);
    }

    private static bool IsSigned(SignedEnvelope envelope, RootDocument root) =>
        SignatureCount.Of(envelope, root, root.Roles.Root.KeyIds) >= root.Roles.Root.Threshold;

    private static string? FindBreak(RootDocument predecessor, RootDocument root)
    {
        if (root.Version != predecessor.Version + 1)
        {
            return $"has version {root.Version}, and {predecessor.Version + 1} comes next";
        }

        if (root.Environment != predecessor.Environment)
        {
            return $"is for environment '{root.Environment}', and its predecessor for '{predecessor.Environment}'";
        }

        return root.Epoch < predecessor.Epoch
            ? $"goes back to epoch {root.Epoch} from {predecessor.Epoch}"
            : null;
    }
}
