using GatewayPipeline.Bundles.Stores;
using Microsoft.Win32.SafeHandles;

namespace GatewayPipeline.Delivery.Stores;

/// <summary>
/// A writer's turn. The lock is the operating system's on an open file: it ends with the process that held it, however
/// it ends.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private const string FileName = ".lock";
    private const int LongestPauseMilliseconds = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SafeFileHandle handle;

    private FolderLock(SafeFileHandle handle) => this.handle = handle;

    public static async Task<FolderLock> TakeAsync(string folder, CancellationToken cancellation)
    {
        var file = Path.Combine(folder, FileName);
        var deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (true)
        {
            try
            {
                return new(File.OpenHandle(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException))
            {
                if (Environment.TickCount64 > deadline)
                {
                    throw new StoreUnavailableException(
                        $"The store {folder} could not be locked for {Patience.TotalSeconds:F0} seconds: "
                        + exception.Message,
                        exception);
                }
            }

            await Task.Delay(Random.Shared.Next(1, LongestPauseMilliseconds), cancellation);
        }
    }

    public void Dispose() => handle.Dispose();
}
