namespace GatewayPipeline.Bundles.Stores.Azure;

/// <summary>Which addresses are those of a container of Azure's blob storage.</summary>
public static class BlobAddress
{
    private static readonly string[] Hosts =
    [
        ".blob.core.windows.net", ".blob.core.usgovcloudapi.net", ".blob.core.chinacloudapi.cn",
        ".blob.storage.azure.net",
    ];

    /// <summary>By its host, or, wherever it is, by a shared access signature.</summary>
    public static bool Is(Uri address) =>
        address is { IsAbsoluteUri: true, Scheme: "http" or "https" }
        && (HasSignature(address)
            || Hosts.Any(host => address.Host.EndsWith(host, StringComparison.OrdinalIgnoreCase)));

    public static bool HasSignature(Uri address)
    {
        string[] names = [.. address.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=')[0])];

        return names.Contains("sv", StringComparer.Ordinal) && names.Contains("sig", StringComparer.Ordinal);
    }

    /// <summary>Why it cannot be read or written as it is; null if it can.</summary>
    public static string? Objection(Uri address) =>
        HttpReader.Objection(address)
        ?? (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback
            ? "what opens the container would be sent in the clear: write https://"
            : address.AbsolutePath.Trim('/').Length == 0
                ? "name the container: https://ACCOUNT.blob.core.windows.net/CONTAINER"
                : null);
}
