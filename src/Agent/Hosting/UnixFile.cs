using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace GatewayPipeline.Agent.Hosting;

/// <summary>What the base class library does not tell about a file: its owner, and whether it is a socket.</summary>
internal static partial class UnixFile
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStats = 0x7ff;
    private const int SizeOfStatx = 256;
    private const int OffsetOfUserId = 20;
    private const int OffsetOfMode = 28;
    private const int TypeMask = 0xf000;
    private const int SocketType = 0xc000;

    /// <summary>The effective user of this process.</summary>
    public static uint OwnUserId => geteuid();

    /// <summary>Files and sockets that this process makes from now on are for its own user alone.</summary>
    public static void RestrictNewFilesToOwner() => _ = umask(0b000_111_111);

    /// <summary>Null when there is no such file. A symbolic link is not followed.</summary>
    public static (uint UserId, bool IsSocket)? Stat(string path)
    {
        Span<byte> buffer = stackalloc byte[SizeOfStatx];
        if (statx(CurrentDirectory, path, NoFollow, BasicStats, ref MemoryMarshal.GetReference(buffer)) != 0)
        {
            return null;
        }

        var userId = BinaryPrimitives.ReadUInt32LittleEndian(buffer[OffsetOfUserId..]);
        var mode = BinaryPrimitives.ReadUInt16LittleEndian(buffer[OffsetOfMode..]);

        return (userId, (mode & TypeMask) == SocketType);
    }

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc")]
    private static partial uint umask(uint mask);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, ref byte buffer);
}
