using GatewayPipeline.Delivery.Sources;
using GatewayPipeline.Delivery.Sources.Git;
using GatewayPipeline.Delivery.Sources.Git.Credentials;
using GatewayPipeline.Delivery.Sources.Git.Remotes;
using GatewayPipeline.StoreServers;

namespace GatewayPipeline.Delivery.Tests.Sources.Git;

/// <summary>A working repository, its bare copy on a server, and a cache of the test's own.</summary>
internal sealed class RemoteScene : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string> environment = [];

    private RemoteScene(GitRepository repository) => Repository = repository;

    public GitRepository Repository { get; }

    public GitServer Server { get; private set; } = null!;

    public string Cache => folder["cache"];

    public RemoteLimits Limits { get; set; } = RemoteLimits.Default;

    public string Address => $"{Server.Address}work.git".Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    /// <summary>As variables spell the server: with its port.</summary>
    public string Host => $"LOCALHOST_{Server.Address.Port}";

    public static async Task<RemoteScene> StartAsync()
    {
        var scene = new RemoteScene(Git.NewRepository());
        scene.Set("GWP_CACHE", scene.Cache);
        GitRepository.RunIn(scene.folder.FullPath, [], "init", "--quiet", "--bare", "--initial-branch=main", "work.git");
        scene.Repository.Run("remote", "add", "origin", scene.folder["work.git"]);
        scene.Server = await GitServer.StartAsync(scene.folder.FullPath);

        return scene;
    }

    public string Bare => folder["work.git"];

    public void Set(string variable, string value) => environment[variable] = value;

    /// <summary>Commits what lies there and pushes it by force; the commit's id.</summary>
    public string Push(string message = "change")
    {
        var commit = Repository.Commit(message);
        Repository.Run("push", "--quiet", "--force", "origin", "HEAD:main");

        return commit;
    }

    public GitSource Open(
        string? reference = "main", string? path = null, string? address = null, ICredentialSource? credentials = null)
    {
        Assert.True(RemoteAddress.TryParse(address ?? Address, out var parsed, out var reason), reason);

        return SourceAddress.OpenRemote(
            parsed,
            reference,
            path,
            environment.GetValueOrDefault,
            credentials ?? new CredentialFinder(environment.GetValueOrDefault),
            Limits);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Repository.Dispose();
        folder.Dispose();
    }
}
