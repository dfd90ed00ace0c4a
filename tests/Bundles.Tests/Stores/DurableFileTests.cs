using System.Runtime.Versioning;
using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Bundles.Tests.Stores;

[SupportedOSPlatform("linux")]
public sealed class DurableFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gwp-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Writes_over_an_older_file_and_leaves_nothing_beside_it()
    {
        var path = Path.Combine(folder, "state.json");

        DurableFile.Write(path, "older and longer"u8);
        DurableFile.Write(path, "newer"u8);

        Assert.Equal("newer", File.ReadAllText(path));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void A_secret_is_its_owners_from_the_first_moment()
    {
        var path = Path.Combine(folder, "key.pem");

        DurableFile.Write(path, "secret"u8, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void What_cannot_be_written_leaves_nothing_behind()
    {
        var path = Path.Combine(folder, "taken");
        Directory.CreateDirectory(Path.Combine(path, "inside"));

        Assert.ThrowsAny<Exception>(() => DurableFile.Write(path, "x"u8));

        Assert.Equal([path], Directory.EnumerateFileSystemEntries(folder));
        Assert.ThrowsAny<IOException>(() => DurableFile.Write(Path.Combine(folder, "nowhere", "x"), "x"u8));
    }

    [Fact]
    public void Sweeps_what_a_dead_writer_left_and_nothing_else()
    {
        File.WriteAllText(Path.Combine(folder, ".tmp-dead"), "half");
        File.WriteAllText(Path.Combine(folder, ".hidden"), "kept");

        DurableFile.SweepLeftovers(folder);

        Assert.Equal([Path.Combine(folder, ".hidden")], Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void Makes_folders_above_as_well()
    {
        DurableFile.CreateFolder(Path.Combine(folder, "a", "b", "c"));
        DurableFile.CreateFolder(Path.Combine(folder, "a", "b", "c"));

        Assert.True(Directory.Exists(Path.Combine(folder, "a", "b", "c")));
    }
}
