namespace GatewayPipeline.Delivery.Sources.Git.Remotes;

/// <summary>Where fetched repositories are kept: a folder that only its user can enter.</summary>
internal static class CacheFolder
{
    public const string Variable = "GWP_CACHE";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The first of these that can be written: what the variable names, the user's cache, a temporary one.</summary>
    public static string Choose(Func<string, string?> environment)
    {
        if (environment(Variable) is { Length: > 0 } named)
        {
            return TryPrepare(named, out var why)
                ? named
                : throw new SourceUnavailableException($"The folder of {Variable}, {named}, cannot be used: {why}.");
        }

        foreach (var folder in Candidates(environment))
        {
            if (TryPrepare(folder, out _))
            {
                return folder;
            }
        }

        return Directory.CreateTempSubdirectory("gwp-").FullName;
    }

    private static IEnumerable<string> Candidates(Func<string, string?> environment)
    {
        if (environment("XDG_CACHE_HOME") is { Length: > 0 } caches && Path.IsPathRooted(caches))
        {
            yield return Path.Combine(caches, "gwp");
        }

        if (Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home)
        {
            yield return Path.Combine(home, ".cache", "gwp");
        }

        yield return Path.Combine(Path.GetTempPath(), $"gwp-{Environment.UserName}");
    }

    private static bool TryPrepare(string folder, out string why)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, OwnerOnly);

                // Fails where the folder belongs to somebody else, who could put something into it.
                File.SetUnixFileMode(folder, OwnerOnly);
            }

            using var probe = File.Create(
                Path.Combine(folder, Path.GetRandomFileName()), bufferSize: 1, FileOptions.DeleteOnClose);
            why = "";

            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            why = SystemWord.Of(exception);

            return false;
        }
    }
}
