using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace GatewayPipeline.Delivery.Sources;

/// <summary>
/// Tells plain files from pipes, sockets and devices: opening a pipe that nobody writes to waits for ever.
/// </summary>
internal static partial class FileKind
{
    private const int CurrentFolder = -100;
    private const uint TypeAndMode = 3;
    private const int ResultLength = 256;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int PlainFile = 0x8000;

    /// <summary>True if the system says that this is no plain file; false also where it cannot be asked.</summary>
    public static bool IsKnownOther(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        Span<byte> result = stackalloc byte[ResultLength];

        // Links are followed: whoever does not want them has sorted them out before.
        return StatX(CurrentFolder, path, 0, TypeAndMode, ref MemoryMarshal.GetReference(result)) == 0
            && (BinaryPrimitives.ReadUInt16LittleEndian(result[ModeOffset..]) & TypeMask) != PlainFile;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, ref byte result);
}
