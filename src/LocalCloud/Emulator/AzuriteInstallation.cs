using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using GatewayPipeline.LocalCloud.Processes;

namespace GatewayPipeline.LocalCloud.Emulator;

/// <summary>
/// Azure's storage emulator in a folder of its own, fetched once with npm. The lock file that is built into this
/// program says which version, and of every package the SHA-512: npm refuses anything else.
/// </summary>
public static class AzuriteInstallation
{
    private const string Main = "node_modules/azurite/dist/src/azurite.js";
    private const int LinesKept = 12;
    private static readonly string[] Files = ["package.json", "package-lock.json"];
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(2);

    /// <summary>Below the user's folder of caches.</summary>
    public static string DefaultCache => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "gwp");

    /// <summary>The emulator's JavaScript, for <see cref="AzuriteOptions.Program"/>.</summary>
    /// <param name="cache">Where installations lie, each in a folder that its lock file names.</param>
    /// <param name="fetching">Is told, if it has to be fetched first.</param>
    /// <param name="cancellation">Ends the fetching; nothing is left behind.</param>
    /// <exception cref="LocalCloudException">Node.js is missing, or npm cannot fetch.</exception>
    public static async Task<string> EnsureAsync(string cache, Action fetching, CancellationToken cancellation)
    {
        NodeTools.Require(NodeTools.Node);
        var files = Files.Select(Resource).ToArray();
        var digest = Convert.ToHexStringLower(SHA256.HashData([.. files.SelectMany(file => file)]))[..12];
        var folder = Path.Combine(cache, $"azurite-{digest}");
        if (!Directory.Exists(folder))
        {
            NodeTools.Require(NodeTools.Npm);
            fetching();
            await FetchAsync(folder, files, cancellation);
        }

        return Path.Combine(folder, Main);
    }

    /// <summary>Fetches into a folder beside, which takes its name only when it is whole.</summary>
    private static async Task FetchAsync(string folder, byte[][] files, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder) ?? folder);
        var draft = $"{folder}.{Guid.NewGuid():N}";
        Directory.CreateDirectory(draft);
        try
        {
            foreach (var (name, content) in Files.Zip(files))
            {
                await File.WriteAllBytesAsync(Path.Combine(draft, name), content, cancellation);
            }

            await RunNpmAsync(draft, cancellation);
            Directory.Move(draft, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Somebody else was faster.
        }
        finally
        {
            if (Directory.Exists(draft))
            {
                Directory.Delete(draft, recursive: true);
            }
        }
    }

    private static async Task RunNpmAsync(string folder, CancellationToken cancellation)
    {
        var lines = new ConcurrentQueue<string>();
        await using var npm = ChildProgram.Start(
            new(NodeTools.Npm,
                ["ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error"])
            {
                WorkingDirectory = folder,
            },
            lines.Enqueue, lines.Enqueue, StopGrace);
        var exitCode = await npm.Ended.WaitAsync(cancellation);
        if (exitCode != 0)
        {
            var code = exitCode.ToString(CultureInfo.InvariantCulture);
            throw new LocalCloudException(
                $"npm could not fetch Azure's storage emulator (exit code {code}):" +
                $"\n  {string.Join("\n  ", lines.TakeLast(LinesKept))}");
        }
    }

    private static byte[] Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"azurite/{name}")
            ?? throw new InvalidOperationException($"azurite/{name} is not built in");
        using var content = new MemoryStream();
        stream.CopyTo(content);

        return content.ToArray();
    }
}
