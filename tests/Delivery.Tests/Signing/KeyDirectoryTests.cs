using System.Diagnostics;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Tests.Signing;

public sealed class KeyDirectoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Makes_keys_for_their_owner_alone_and_a_root_that_names_them()
    {
        var written = Assert.IsType<KeyInitialization.Written>(
            KeyDirectory.Init(folder["keys"], "production", TimeProvider.System));

        using var keys = KeyDirectory.Open(folder["keys"]);
        Assert.Equal(
            ["root.key.pem", "release.key.pem", "channel.key.pem", "1.root.json"], written.Paths.Select(
                path => Path.GetFileName(path)));
        Assert.All(written.Paths, path => Assert.True(File.Exists(path)));
        Assert.All(written.Paths[..3], path => Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path)));
        Assert.Equal("production", keys.Root.Environment);
        Assert.Equal([keys.Release.PublicKey.KeyId], keys.Root.Roles.Release[0].KeyIds);
        Assert.Equal([keys.Channel.PublicKey.KeyId], keys.Root.Roles.Channel[0].KeyIds);
        Assert.IsType<RootOpening.Trusted>(RootDocument.Open(File.ReadAllBytes(keys.RootPath)));
        Assert.Equal([folder["keys"]], Directory.EnumerateFileSystemEntries(folder.FullPath));
    }

    [Fact]
    public void Never_writes_over_anything()
    {
        KeyDirectory.Init(folder["keys"], "production", TimeProvider.System);
        var before = File.ReadAllText(folder["keys/root.key.pem"]);

        Assert.IsType<KeyInitialization.Refused>(KeyDirectory.Init(folder["keys"], "production", TimeProvider.System));
        Assert.IsType<KeyInitialization.Refused>(
            KeyDirectory.Init(folder["keys/1.root.json"], "production", TimeProvider.System));

        Assert.Equal(before, File.ReadAllText(folder["keys/root.key.pem"]));
    }

    [Fact]
    public void Takes_an_empty_folder_and_makes_those_above_it()
    {
        Directory.CreateDirectory(folder["empty"]);

        Assert.IsType<KeyInitialization.Written>(KeyDirectory.Init(folder["empty"], "production", TimeProvider.System));
        Assert.IsType<KeyInitialization.Written>(
            KeyDirectory.Init(folder["a/b/c/"], "production", TimeProvider.System));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void Refuses_a_key_that_others_can_reach_and_says_what_to_do(UnixFileMode right)
    {
        KeyDirectory.Init(folder["keys"], "production", TimeProvider.System);
        var path = folder["keys/channel.key.pem"];
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | right);

        var exception = Assert.Throws<KeyFileException>(() => KeyDirectory.Open(folder["keys"]));

        Assert.Contains($"chmod 600 '{path}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_which_file_is_no_key()
    {
        KeyDirectory.Init(folder["keys"], "production", TimeProvider.System);
        File.WriteAllText(folder["keys/release.key.pem"], "nonsense");
        Assert.Contains("release.key.pem", Assert.Throws<KeyFileException>(
            () => KeyDirectory.Open(folder["keys"])).Message, StringComparison.Ordinal);

        File.Delete(folder["keys/1.root.json"]);
        Assert.Contains("1.root.json", Assert.Throws<KeyFileException>(
            () => KeyDirectory.Open(folder["keys"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Openssl_accepts_what_a_key_file_signs()
    {
        KeyDirectory.Init(folder["keys"], "production", TimeProvider.System);
        using var signer = KeyFileSigner.Load(folder["keys/release.key.pem"]);
        var data = SignedEnvelope.ToSignedBytes(PayloadTypes.Release, "{}"u8);
        var signature = await signer.SignAsync(data, TestContext.Current.CancellationToken);
        folder.Write("data", data);
        folder.Write("signature", signature.ToArray());
        folder.Write("public.der", signer.PublicKey.Spki.ToArray());

        string[] check =
        [
            "dgst", "-sha256", "-keyform", "DER", "-verify", folder["public.der"],
            "-signature", folder["signature"], folder["data"],
        ];
        Assert.Equal(0, await OpensslAsync(check));

        folder.Write("data", [.. data, 0]);
        Assert.Equal(1, await OpensslAsync(check));
    }

    private static async Task<int> OpensslAsync(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(
                "openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
            Assert.NotNull(process);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("openssl is not there: nobody else can check the signatures");

            throw;
        }
    }
}
