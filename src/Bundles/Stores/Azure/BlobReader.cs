namespace GatewayPipeline.Bundles.Stores.Azure;

/// <summary>
/// Reads a container of Azure's blob storage with what the base class library has, for programs that carry no SDK. The
/// address brings a shared access signature; else the workload's identity is asked for a token, else the machine's.
/// </summary>
public static class BlobReader
{
    public static HttpReader Open(Uri container, Func<string, string?> environment, TimeProvider time) =>
        Open(container, environment, time, HttpReader.CreateTransport());

    internal static HttpReader Open(
        Uri container, Func<string, string?> environment, TimeProvider time, HttpMessageHandler transport)
    {
        if (BlobAddress.Objection(container) is { } objection)
        {
            throw new ArgumentException(objection, nameof(container));
        }

        return new(
            container,
            new BlobRequests(TokensFor(container, environment, time), time, transport, BlobUse.Read),
            HttpPatience.Default);
    }

    /// <summary>Null if the address itself opens the container.</summary>
    internal static AccessTokens? TokensFor(Uri container, Func<string, string?> environment, TimeProvider time)
    {
        IAccessTokenSource? source =
            BlobAddress.HasSignature(container) ? null
            : environment(WorkloadIdentity.FileVariable) is { Length: > 0 } ? new WorkloadIdentity(environment, time)
            : new ManagedIdentity(environment, time);

        return source is null ? null : new AccessTokens(source, time);
    }
}
