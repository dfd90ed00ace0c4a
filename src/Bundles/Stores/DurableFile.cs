using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GatewayPipeline.Bundles.Stores;

/// <summary>
/// Writes files that are whole or not there, and still there after a power cut: a temporary file beside the target,
/// written,
/// synchronized, renamed, and the folder synchronized. The library's own flush reports success when the disk reports an
/// error,
/// so the system is asked directly.
/// </summary>
public static partial class DurableFile
{
    public const UnixFileMode OwnerWritesAllRead =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const string TemporaryPrefix = ".tmp-";
    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int Interrupted = 4;

    /// <summary>Writes the file, over an older one if there is one. Its folder must exist.</summary>
    /// <exception cref="IOException">The disk did not take it. The target is what it was.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode = OwnerWritesAllRead)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        var temporary = Path.Combine(folder, TemporaryPrefix + Guid.NewGuid().ToString("N"));
        try
        {
            using (var file = OpenNew(temporary, mode))
            {
                file.Write(content);
                Synchronize(file.SafeFileHandle, temporary);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            DeleteQuietly(temporary);
            throw;
        }

        SynchronizeFolder(folder);
    }

    /// <summary>Makes the folder and those above it, so that they too survive a power cut.</summary>
    public static void CreateFolder(string folder)
    {
        var full = Path.GetFullPath(folder);
        if (Directory.Exists(full))
        {
            return;
        }

        var parent = Path.GetDirectoryName(full) ?? "/";
        CreateFolder(parent);
        Directory.CreateDirectory(full);
        SynchronizeFolder(parent);
    }

    /// <summary>
    /// Removes what a writer left that died half way. Only for folders in which nobody is writing now.
    /// </summary>
    public static void SweepLeftovers(string folder)
    {
        foreach (var leftover in Directory.EnumerateFiles(folder, TemporaryPrefix + "*"))
        {
            DeleteQuietly(leftover);
        }
    }

    /// <summary>Makes renames and removals in the folder durable.</summary>
    public static void SynchronizeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var handle = new SafeFileHandle(OpenDescriptor(folder, ReadOnlyCloseOnExec), ownsHandle: true);
        if (handle.IsInvalid)
        {
            throw Failure(folder, Marshal.GetLastPInvokeError());
        }

        Synchronize(handle, folder);
    }

    // The mode is given at creation: a secret must not be readable for one moment.
    private static FileStream OpenNew(string path, UnixFileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        return new(path, options);
    }

    private static void Synchronize(SafeFileHandle handle, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            RandomAccess.FlushToDisk(handle);

            return;
        }

        while (FileSync(handle) != 0)
        {
            // Read at once: anything else that runs may overwrite it.
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
            {
                throw Failure(path, error);
            }
        }
    }

    private static IOException Failure(string path, int error) =>
        new($"{path} could not be made durable: {Marshal.GetPInvokeErrorMessage(error)}");

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is hidden and never read; the next sweep takes it.
        }
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FileSync(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDescriptor(string path, int flags);
}
