using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GatewayPipeline.Agent.Hosting;

/// <summary>
/// Where the sockets lie: a short path, since a socket path has at most 107 bytes, for the owner alone. The same data
/// folder always has the same one, so that <c>run</c> and <c>bootstrap</c> agree.
/// </summary>
internal sealed record RuntimeDirectory(string FullPath)
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string AdsSocket => Path.Combine(FullPath, "ads.sock");

    public string AdminSocket => Path.Combine(FullPath, "admin.sock");

    public string StatusSocket => Path.Combine(FullPath, "status.sock");

    public static RuntimeDirectory Of(string dataFolder)
    {
        var identity = SHA256.HashData(Encoding.UTF8.GetBytes(Path.TrimEndingDirectorySeparator(dataFolder)));
        var name = $"gwp-{Convert.ToHexStringLower(identity.AsSpan(0, 4))}";
        var userRuntime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");

        return Directory.Exists(userRuntime)
            ? new(Path.Combine(Path.GetFullPath(userRuntime), name))
            : new(Path.Combine("/tmp", $"{name}-{UnixFile.OwnUserId.ToString(CultureInfo.InvariantCulture)}"));
    }

    /// <summary>Makes the folder if need be, and refuses one that somebody else could write into.</summary>
    public void Create()
    {
        try
        {
            Directory.CreateDirectory(FullPath, OwnerOnly);
            if (UnixFile.Stat(FullPath) is not { } found || found.UserId != UnixFile.OwnUserId)
            {
                throw new BrokenWorldException(
                    $"the runtime folder '{FullPath}' belongs to another user: "
                    + "remove it or choose another with --runtime");
            }

            File.SetUnixFileMode(FullPath, OwnerOnly);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BrokenWorldException(
                $"the runtime folder '{FullPath}' cannot be made: {exception.Message} Choose another with --runtime.",
                exception);
        }
    }
}
