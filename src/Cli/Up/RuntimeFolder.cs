using System.Security.Cryptography;
using System.Text;

namespace GatewayPipeline.Cli.Up;

/// <summary>
/// Where the sockets of a session lie: a short path, since a socket's path has room for 107 bytes, and always the
/// same one.
/// </summary>
internal sealed record RuntimeFolder(string Path)
{
    public string Ads => System.IO.Path.Combine(Path, "ads.sock");

    public string Status => System.IO.Path.Combine(Path, "status.sock");

    public static RuntimeFolder Of(string stateFolder)
    {
        var identity = SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.UserName}\n{stateFolder}"));
        var parent = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } own
            && Directory.Exists(own) ? own : "/tmp";

        return new(System.IO.Path.Combine(parent, $"gwp-up-{Convert.ToHexStringLower(identity.AsSpan(0, 4))}"));
    }
}
