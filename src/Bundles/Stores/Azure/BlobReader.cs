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

        IAccessTokenSource? source =
            BlobAddress.HasSignature(container) ? null
            : environment(WorkloadIdentity.FileVariable) is { Length: > 0 } ? new WorkloadIdentity(environment, time)
            : new ManagedIdentity(environment, time);
        var tokens = source is null ? null : new AccessTokens(source, time);

        return new(container, new BlobRequests(tokens, time, transport), HttpPatience.Default);
    }
}
