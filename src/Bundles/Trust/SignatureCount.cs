using System.Collections.Immutable;

namespace GatewayPipeline.Bundles.Trust;

internal static class SignatureCount
{
    /// <summary>How many different ones of these keys have signed. A key that signs twice counts once.</summary>
    public static int Of(SignedEnvelope envelope, RootDocument root, ImmutableArray<string> keyIds) =>
        Signers(envelope, root, keyIds).Count;

    public static HashSet<string> Signers(SignedEnvelope envelope, RootDocument root, ImmutableArray<string> keyIds)
    {
        var data = SignedEnvelope.ToSignedBytes(envelope.PayloadType, envelope.Payload.Span);
        var signers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var signature in envelope.Signatures)
        {
            // DSSE leaves the id out at will: then any of the keys may be meant.
            var candidates = signature.KeyId.Length == 0 ? keyIds : keyIds.Where(id => id == signature.KeyId);
            foreach (var id in candidates)
            {
                if (PublicKey.Verify(root.Keys[id], data, signature.Value.Span))
                {
                    signers.Add(id);
                }
            }
        }

        return signers;
    }
}
