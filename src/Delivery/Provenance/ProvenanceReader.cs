using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Provenance;

/// <summary>What a signer says of where a bundle comes from.</summary>
/// <param name="Compiler">The version of its compiler; null: it does not say.</param>
/// <param name="Invocation">The git host's own number for the push; null: there was none.</param>
public sealed record BundleOrigin(
    string Repository,
    string? Ref,
    string? Path,
    string? Commit,
    string Builder,
    string? Compiler,
    DateTimeOffset StartedOn,
    string? Invocation);

/// <summary>What came of asking a signer.</summary>
public abstract record OriginRead
{
    private OriginRead()
    {
    }

    public sealed record Found(BundleOrigin Origin) : OriginRead;

    public sealed record Missing : OriginRead;

    /// <summary>What lies there is not signed by the key, or not about the bundle.</summary>
    public sealed record Refused(string Reason) : OriginRead;
}

/// <summary>Reads the provenance that lies beside a bundle.</summary>
public static class ProvenanceReader
{
    public static async Task<OriginRead> ReadAsync(
        IStoreReader store, BundleReference bundle, PublicKey key, CancellationToken cancellation)
    {
        var path = StoreLayout.Attestation(bundle.Blob, key.KeyId);
        switch (await store.GetAsync(path, unlessETag: null, Limits.AttestationBytes, cancellation))
        {
            case StoreRead.Missing:
                return new OriginRead.Missing();
            case StoreRead.Found found:
                return Attestation.TryRead(found.Content, bundle, key, out var statement, out var reason)
                    ? new OriginRead.Found(OriginOf(statement.Predicate))
                    : new OriginRead.Refused($"{path}: {reason}");
            default:
                return new OriginRead.Refused($"{path} has more than {Limits.AttestationBytes} bytes");
        }
    }

    private static BundleOrigin OriginOf(Provenance said)
    {
        var (definition, details) = (said.BuildDefinition, said.RunDetails);

        return new(
            definition.ExternalParameters.Repository,
            definition.ExternalParameters.Ref,
            definition.ExternalParameters.Path,
            definition.ResolvedDependencies.Select(each => each.Digest?.GitCommit).FirstOrDefault(each => each is not null),
            details.Builder.Id,
            definition.InternalParameters?.CompilerVersion,
            details.Metadata.StartedOn,
            details.Metadata.InvocationId);
    }
}
