using GatewayPipeline.Delivery.Sources.Git.Remotes;
using LibGit2Sharp;

namespace GatewayPipeline.Delivery.Sources.Git;

/// <summary>
/// The git library, set so that only what we ask for counts: no configuration of a user or machine, which could
/// send requests elsewhere. Whose files a repository is made of does not matter: nothing of it is ever run.
/// </summary>
internal static class GitLibrary
{
    private static readonly ConfigurationLevel[] Foreign =
    [
        ConfigurationLevel.System, ConfigurationLevel.ProgramData, ConfigurationLevel.Global, ConfigurationLevel.Xdg,
    ];

    private static readonly Lock Gate = new();
    private static bool isSet;

    /// <summary>Opens a bare repository or a working one, only to read its objects.</summary>
    public static Repository Open(string path)
    {
        Prepare();

        return new(path);
    }

    public static void Prepare()
    {
        lock (Gate)
        {
            if (isSet)
            {
                return;
            }

            foreach (var level in Foreign)
            {
                GlobalSettings.SetConfigSearchPaths(level, "");
            }

            GlobalSettings.SetOwnerValidation(false);
            GlobalSettings.RegisterSmartSubtransport<FetchTransport>(FetchTransport.Scheme);
            isSet = true;
        }
    }
}
