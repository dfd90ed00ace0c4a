using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace GatewayPipeline.Bundles.Trust;

/// <summary>
/// Reads root documents. A pinned one stands for itself; any other only behind its predecessor, as in The Update
/// Framework: no version is left out, and both the old keys and the new ones have signed.
/// </summary>
internal static class RootReading
{
    private const string Name = "root";

    public static RootOpening Read(ReadOnlyMemory<byte> json, RootDocument? predecessor, CheckBegins? begins)
    {
        if (!TryReadEnvelope(json, out var envelope, out var reason, begins))
        {
            return new RootOpening.Refused(reason);
        }

        // Not before the old keys have spoken for them are the new root's words looked at.
        if (predecessor is not null && !IsSigned(envelope, predecessor, "signatures by the root before it", begins))
        {
            return new RootOpening.Refused(
                $"the root document is not signed by the root keys of version {predecessor.Version}, which it is to "
                + "replace");
        }

        begins?.Invoke(Name, "content");
        if (!TryReadContent(envelope, out var root, out reason))
        {
            return new RootOpening.Refused(reason);
        }

        if (!IsSigned(envelope, root, "signatures by its own root keys", begins))
        {
            return new RootOpening.Refused("the root document is not signed by its own root keys");
        }

        if (predecessor is not null)
        {
            begins?.Invoke(Name, "version, environment and epoch follow");
        }

        return predecessor is not null && FindBreak(predecessor, root) is { } broken
            ? new RootOpening.Refused(broken)
            : new RootOpening.Trusted(root);
    }

    public static bool TryReadEnvelope(
        ReadOnlyMemory<byte> json,
        [NotNullWhen(true)] out SignedEnvelope? envelope,
        out string reason,
        CheckBegins? begins = null)
    {
        envelope = null;
        begins?.Invoke(Name, "size");
        if (json.Length > Limits.RootBytes)
        {
            reason = $"the root document has {json.Length} bytes, and at most {Limits.RootBytes} are allowed";

            return false;
        }

        begins?.Invoke(Name, "envelope and payload type");
        reason = "this is not a signed root document";

        return SignedEnvelope.TryParse(json.Span, out envelope) && envelope.PayloadType == PayloadTypes.Root;
    }

    /// <summary>What is in the envelope, whoever has signed it.</summary>
    public static bool TryReadContent(
        SignedEnvelope envelope, [NotNullWhen(true)] out RootDocument? root, out string reason)
    {
        if (!TrustPayload.TryRead(
            envelope.Payload, RootDocument.CurrentFormat, TrustJsonContext.Default.RootDocument, out root, out reason))
        {
            reason = $"the root document {reason}";

            return false;
        }

        if (RootRules.FindViolation(root) is { } violation)
        {
            reason = $"the root document {violation}";

            return false;
        }

        root = root with { Keys = root.Keys.ToFrozenDictionary(StringComparer.Ordinal) };

        return true;
    }

    public static string? FindBreak(RootDocument predecessor, RootDocument root)
    {
        if (root.Version != predecessor.Version + 1)
        {
            return $"the root document has version {root.Version}, and {predecessor.Version + 1} comes next";
        }

        if (root.Environment != predecessor.Environment)
        {
            return $"the root document is for environment '{root.Environment}', and its predecessor for "
                + $"'{predecessor.Environment}'";
        }

        return root.Epoch < predecessor.Epoch
            ? $"the root document goes back to epoch {root.Epoch} from {predecessor.Epoch}"
            : null;
    }

    private static bool IsSigned(SignedEnvelope envelope, RootDocument root, string check, CheckBegins? begins)
    {
        begins?.Invoke(Name, check);

        return SignatureCount.Of(envelope, root, root.Roles.Root.KeyIds) >= root.Roles.Root.Threshold;
    }
}
