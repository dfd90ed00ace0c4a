using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;

namespace GatewayPipeline.Bundles.Trust;

/// <summary>
/// One kind of document that a role signs for a channel: how large it may be, and what it is called in a reason.
/// </summary>
/// <param name="IsProposal">It is still being signed: one key of its role has to stand behind it, and not yet all that
/// it takes.</param>
internal sealed record SignedDocument<T>(
    string Name, string PayloadType, int LargestSize, JsonTypeInfo<T> Json, bool IsProposal = false)
    where T : class
{
    private const int NewestFormat = 1;

    /// <summary>Size, envelope, kind, signatures, and only then the content.</summary>
    public bool TryRead(
        ReadOnlyMemory<byte> bytes,
        RootDocument root,
        (string Name, ImmutableArray<RoleGrant> Grants) channel,
        [NotNullWhen(true)] out T? value,
        [NotNullWhen(true)] out SignedEnvelope? envelope,
        [NotNullWhen(false)] out Verdict.Rejected? rejected,
        CheckBegins? begins)
    {
        value = null;
        if (!TryReadEnvelope(bytes, out envelope, out var reason, begins))
        {
            rejected = new(RejectionCause.Malformed, reason);

            return false;
        }

        begins?.Invoke(Name, "signatures by keys of its role");
        if (!IsSigned(envelope, root, channel.Name, channel.Grants))
        {
            rejected = new(
                RejectionCause.Unsigned,
                $"the {Name} is not signed by the keys that the root document names for channel '{channel.Name}'");

            return false;
        }

        begins?.Invoke(Name, "content");
        if (!TrustPayload.TryRead(envelope.Payload, NewestFormat, Json, out value, out reason))
        {
            rejected = new(RejectionCause.Malformed, $"the {Name} {reason}");

            return false;
        }

        rejected = null;

        return true;
    }

    private bool TryReadEnvelope(
        ReadOnlyMemory<byte> bytes,
        [NotNullWhen(true)] out SignedEnvelope? envelope,
        out string reason,
        CheckBegins? begins)
    {
        envelope = null;
        begins?.Invoke(Name, "size");
        if (bytes.Length > LargestSize)
        {
            reason = $"the {Name} has {bytes.Length} bytes, and at most {LargestSize} are allowed";

            return false;
        }

        begins?.Invoke(Name, "envelope and payload type");
        reason = $"the {Name} is not a signed envelope of type {PayloadType}";

        return SignedEnvelope.TryParse(bytes.Span, out envelope) && envelope.PayloadType == PayloadType;
    }

    private bool IsSigned(
        SignedEnvelope envelope, RootDocument root, string channel, ImmutableArray<RoleGrant> grants) =>
        Quorum.Of(envelope, root, grants, channel) is { } quorum
        && (IsProposal ? quorum.Signers.Length > 0 : quorum.Missing == 0);
}
