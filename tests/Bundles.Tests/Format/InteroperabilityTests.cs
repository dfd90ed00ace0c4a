using System.Runtime.CompilerServices;

namespace GatewayPipeline.Bundles.Tests.Format;

/// <summary>What others make of our bytes, and our own program in another process.</summary>
public sealed class InteroperabilityTests
{
    private const string PrintVariable = "GWP_TEST_PRINT_DIGEST";
    private static readonly Bundle Small = BundleWriter.Pack(Snapshots.Small);

    [Fact]
    public async Task Tar_lists_exactly_our_files()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, Small.Bytes, TestContext.Current.CancellationToken);
            var (exitCode, output) = await Programs.RunAsync("tar", "-tf", path);

            Assert.Equal(0, exitCode);
            Assert.Equal(
                ["index.json", .. Small.Index.Files.Select(file => file.Path)],
                output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Gzip_finds_our_checksum_right()
    {
        var path = Path.ChangeExtension(Path.GetTempFileName(), ".gz");
        try
        {
            await File.WriteAllBytesAsync(path, Small.Bytes, TestContext.Current.CancellationToken);

            Assert.Equal(0, (await Programs.RunAsync("gzip", "-t", path)).ExitCode);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("C", "UTC")]
    [InlineData("tr_TR.UTF-8", "Asia/Tokyo")]
    public async Task Another_process_in_another_place_packs_the_same_bytes(string locale, string zone)
    {
        var (exitCode, output) = await Programs.RunAsync(
            Path.ChangeExtension(typeof(InteroperabilityTests).Assembly.Location, null),
            [],
            [(PrintVariable, "1"), ("LC_ALL", locale), ("TZ", zone)]);

        Assert.Equal(0, exitCode);
        Assert.Equal($"{Small.Reference.Blob} {Small.ContentDigest}\n", output);
    }

    [ModuleInitializer]
    internal static void PrintDigest()
    {
        if (Environment.GetEnvironmentVariable(PrintVariable) is not null)
        {
            var bundle = BundleWriter.Pack(Snapshots.Small);
            Console.Out.Write($"{bundle.Reference.Blob} {bundle.ContentDigest}\n");
            Environment.Exit(0);
        }
    }
}
