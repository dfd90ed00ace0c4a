using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Stores.Azure;

namespace GatewayPipeline.Cli.Verification;

/// <summary>
/// Where the tools of others find the objects of a store: where they lie, or, of a store that is elsewhere, under their
/// paths in the working folder, once they are fetched. What opens a store is never repeated.
/// </summary>
internal sealed class StorePlaces(string store)
{
    private readonly Uri? address = IsContainer(store) || !store.Contains("://", StringComparison.Ordinal)
        ? null
        : new Uri(store, UriKind.Absolute);

    public string FileOf(string path) =>
        IsElsewhere ? path : Path.Combine(address?.LocalPath ?? Path.GetFullPath(store), path);

    /// <summary>How the object comes into the working folder; nothing if it need not.</summary>
    public IEnumerable<ToolCommand> Fetch(string path) => IsElsewhere ? [new($"fetches {path}", Line(path))] : [];

    private bool IsElsewhere => IsContainer(store) || address is { IsFile: false };

    private string Line(string path)
    {
        if (address is null)
        {
            return $"{Folder(path)} az storage blob download --container-name {Quote(store.Split(':', 2)[1])} "
                + $"--name {path} --file {path}";
        }

        var source = Quote($"{HttpReader.NameOf(address).TrimEnd('/')}/{path}");

        return BlobAddress.Is(address)
            ? $"{Folder(path)} az storage blob download --auth-mode login --blob-url {source} --file {path}"
            : $"curl -sSf --create-dirs -o {path} {source}";
    }

    private static string Folder(string path) => $"mkdir -p {Path.GetDirectoryName(path)} &&";

    private static bool IsContainer(string store) => store.StartsWith("azure:", StringComparison.Ordinal);

    private static string Quote(string word) => StandardTools.Quote(word);
}
