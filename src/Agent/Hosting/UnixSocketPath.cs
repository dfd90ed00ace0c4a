using System.Net.Sockets;
using System.Text;

namespace GatewayPipeline.Agent.Hosting;

/// <summary>Makes sure that a socket can be opened at a path, before the server tries to and says less.</summary>
internal static class UnixSocketPath
{
    /// <summary>The kernel's limit, without the terminating zero.</summary>
    public const int LongestInBytes = 107;

    /// <summary>Returns the full path, and clears away what a killed agent left there.</summary>
    public static string Prepare(string path)
    {
        var full = Check(path);
        if (Path.GetDirectoryName(full) is { } directory && !Directory.Exists(directory))
        {
            throw new BrokenWorldException($"the folder of the socket '{full}' does not exist: create it first");
        }

        if (UnixFile.Stat(full) is { } found)
        {
            RemoveStale(full, found.IsSocket);
        }

        return full;
    }

    /// <summary>Returns the full path, if it is short enough.</summary>
    public static string Check(string path)
    {
        var full = Path.GetFullPath(path);
        if (Encoding.UTF8.GetByteCount(full) is var length and > LongestInBytes)
        {
            throw new BrokenWorldException(
                $"the socket path '{full}' has {length} bytes, a UNIX socket path at most {LongestInBytes}: "
                + "choose a shorter one with --runtime, --ads or --status");
        }

        return full;
    }

    private static void RemoveStale(string path, bool isSocket)
    {
        if (!isSocket)
        {
            throw new BrokenWorldException($"'{path}' exists and is not a socket: move it away or choose another path");
        }

        if (IsAnswered(path))
        {
            throw new BrokenWorldException(
                $"another process listens on the socket '{path}': stop it or choose another path");
        }

        File.Delete(path);
    }

    private static bool IsAnswered(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
