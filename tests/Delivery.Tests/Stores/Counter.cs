using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Stores;

namespace GatewayPipeline.Delivery.Tests.Stores;

/// <summary>
/// A number in a store that many writers raise by compare-and-swap. This program does so too, when it is started as a
/// writer.
/// </summary>
internal static class Counter
{
    public const string Name = "counters/one";
    public const string StoreVariable = "GWP_TEST_COUNTER_STORE";
    public const string CountVariable = "GWP_TEST_COUNTER_COUNT";
    public const int RefusedExitCode = 7;

    /// <summary>The test program, to be started once more.</summary>
    public static string Program => Path.ChangeExtension(typeof(Counter).Assembly.Location, null);

    // Without await: as a writer this runs before the program has begun, and its code on other threads would wait for
    // that.
    public static void Raise(string folder, int count)
    {
        var store = new FolderStore(folder);
        for (var raised = 0; raised < count;)
        {
            var (value, etag) = Read(store);
            var next = Encoding.ASCII.GetBytes((value + 1).ToString(CultureInfo.InvariantCulture));
            if (store.ReplaceAsync(
                Name, next, etag, CancellationToken.None).GetAwaiter().GetResult() is StoreWrite.Written)
            {
                raised++;
            }
        }
    }

    public static (int Value, string? ETag) Read(FolderStore store) =>
        store.GetAsync(Name, unlessETag: null, limit: 64, CancellationToken.None).GetAwaiter().GetResult() switch
        {
            StoreRead.Found found => (int.Parse(found.Content.Span, CultureInfo.InvariantCulture), found.ETag),
            _ => (0, null),
        };

    [ModuleInitializer]
    internal static void RunAsWriter()
    {
        if (Environment.GetEnvironmentVariable(StoreVariable) is not { } folder)
        {
            return;
        }

        var count = int.Parse(Environment.GetEnvironmentVariable(CountVariable) ?? "1", CultureInfo.InvariantCulture);
        try
        {
            Raise(folder, count);
            Environment.Exit(0);
        }
        catch (StoreUnavailableException exception)
        {
            Console.Error.WriteLine(exception.Message);
            Environment.Exit(RefusedExitCode);
        }
    }
}
