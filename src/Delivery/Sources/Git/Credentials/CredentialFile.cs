using GatewayPipeline.Delivery.Sources.Git.Remotes;

namespace GatewayPipeline.Delivery.Sources.Git.Credentials;

/// <summary>
/// A file as git's own <c>store</c> helper keeps it: an address with user and password on each line. A line with a
/// path is for what lies below it; the longest that fits decides.
/// </summary>
internal static class CredentialFile
{
    public static GitCredential? Find(string file, Uri repository)
    {
        try
        {
            return File.ReadLines(file)
                .Select(line => RemoteAddress.ParseEntry(line.Trim()))
                .OfType<RemoteAddress>()
                .Where(entry => Covers(entry.Repository, repository))
                .MaxBy(entry => entry.Repository.AbsolutePath.Length) is { } found
                ? new(found.User, found.Password)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SourceUnavailableException(
                $"The file of {CredentialFinder.FileVariable} cannot be read: {SystemWord.Of(exception)}.", exception);
        }
    }

    private static bool Covers(Uri entry, Uri repository)
    {
        var folder = entry.AbsolutePath.TrimEnd('/');

        return entry.Scheme == repository.Scheme
            && entry.Authority == repository.Authority
            && repository.AbsolutePath.StartsWith(folder, StringComparison.Ordinal)
            && (repository.AbsolutePath.Length == folder.Length || repository.AbsolutePath[folder.Length] == '/');
    }
}
