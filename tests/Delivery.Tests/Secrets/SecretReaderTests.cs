using System.Text;
using GatewayPipeline.Delivery.Secrets;
using GatewayPipeline.Delivery.Tests.Publishing;
using GatewayPipeline.Delivery.Tests.Signing;

namespace GatewayPipeline.Delivery.Tests.Secrets;

public sealed class SecretReaderTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string> environment = [];
    private readonly SettableTime time = new();
    private readonly SecretReader reader;

    public SecretReaderTests() =>
        reader = new(new() { Environment = environment.GetValueOrDefault }, time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("s3cret", "s3cret")]
    [InlineData("s3cret\n", "s3cret")]
    [InlineData("s3cret\r\n", "s3cret")]
    [InlineData(" s3cret \n\n", " s3cret \n")]
    public async Task Reads_a_variable_and_a_file_without_the_end_of_their_line(string content, string secret)
    {
        environment["HOOK"] = content;

        Assert.Equal(secret, await ReadAsync("env:HOOK"));
        Assert.Equal(secret, await ReadAsync($"file:{Write(content)}"));
    }

    [Theory]
    [InlineData("file:secret", "Could not find file")]
    [InlineData("env:HOOK", "not set")]
    [InlineData("env:EMPTY", "empty")]
    [InlineData("env:HO-OK", "env:NAME")]
    [InlineData("keyvault:http://test.vault.azure.net/secrets/a", "keyvault:https://VAULT")]
    [InlineData("keyvault:https://test.vault.azure.net/keys/a", "keyvault:https://VAULT")]
    [InlineData("keyvault:https://localhost/secrets/a", "lies in no vault")]
    [InlineData("hunter2", "env:NAME, file:PATH or keyvault:URI")]
    [InlineData("ENV:HOOK", "env:NAME, file:PATH or keyvault:URI")]
    public async Task Says_what_is_wrong_with_a_reference(string reference, string problem)
    {
        environment["EMPTY"] = "\n";

        var exception = await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync(reference));

        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("env:HOOK_1", "")]
    [InlineData("file:/run/secrets/hook", "")]
    [InlineData("keyvault:https://test.vault.azure.net/secrets/hook", "")]
    [InlineData("keyvault:https://test.vault.azure.net/secrets/", "keyvault:https://VAULT")]
    [InlineData("file:", "file:PATH")]
    [InlineData("env:", "env:NAME")]
    [InlineData("hunter2", "env:NAME, file:PATH or keyvault:URI")]
    public void Parses_references(string text, string problem)
    {
        Assert.Equal(problem is "", SecretReference.TryParse(text, out var reference, out var said));

        Assert.Contains(problem, said, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", said, StringComparison.Ordinal);
        Assert.Equal(problem is "" ? text : null, reference?.ToString());
    }

    [Fact]
    public void A_secret_in_the_place_of_a_reference_is_not_printed() =>
        Assert.DoesNotContain("hunter2", $"{new SecretReference("hunter2")}", StringComparison.Ordinal);

    [Theory]
    [InlineData(OwnerOnly | UnixFileMode.GroupRead)]
    [InlineData(OwnerOnly | UnixFileMode.OtherRead)]
    [InlineData(OwnerOnly | UnixFileMode.OtherWrite)]
    public async Task Takes_no_file_that_others_can_read_or_write(UnixFileMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        var path = Write("s3cret");
        File.SetUnixFileMode(path, mode);

        var exception = await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync($"file:{path}"));

        Assert.Contains("chmod 600", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_a_new_secret_after_a_minute()
    {
        environment["HOOK"] = "old";
        Assert.Equal("old", await ReadAsync("env:HOOK"));
        environment["HOOK"] = "new";

        time.Now += TimeSpan.FromSeconds(59);
        Assert.Equal("old", await ReadAsync("env:HOOK"));
        time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal("new", await ReadAsync("env:HOOK"));
    }

    [Fact]
    public async Task A_secret_that_was_taken_away_stops_counting()
    {
        environment["HOOK"] = "old";
        await ReadAsync("env:HOOK");
        environment.Remove("HOOK");
        time.Now += TimeSpan.FromMinutes(1);

        await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync("env:HOOK"));
    }

    [Fact]
    public async Task Reads_the_newest_version_of_a_vaults_secret()
    {
        await using var vault = await VaultServer.StartAsync();
        var ofVault = Reader(vault);
        vault.Secret = "first";

        Assert.Equal("first", await ReadAsync(vault, ofVault));
        vault.Secret = "second";
        time.Now += TimeSpan.FromMinutes(1);
        Assert.Equal("second", await ReadAsync(vault, ofVault));
    }

    [Fact]
    public async Task Asks_a_vault_once_for_a_flood_of_readers()
    {
        await using var vault = await VaultServer.StartAsync();
        var ofVault = Reader(vault);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => ReadAsync(vault, ofVault)));

        Assert.Equal(1, vault.SecretReads);
    }

    [Fact]
    public async Task Goes_on_with_the_secret_for_an_hour_while_the_vault_is_out_of_reach()
    {
        await using var vault = await VaultServer.StartAsync();
        var ofVault = Reader(vault);
        var secret = await ReadAsync(vault, ofVault);
        vault.SecretStatus = 503;

        time.Now += TimeSpan.FromMinutes(60);
        Assert.Equal(secret, await ReadAsync(vault, ofVault));
        Assert.Equal(secret, await ReadAsync(vault, ofVault));
        Assert.Equal(2, vault.SecretReads);
        time.Now += TimeSpan.FromMinutes(1);
        var exception = await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync(vault, ofVault));

        Assert.Contains("503", exception.Message, StringComparison.Ordinal);
        vault.SecretStatus = 200;
        time.Now += TimeSpan.FromSeconds(5);
        Assert.Equal(secret, await ReadAsync(vault, ofVault));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    public async Task A_vault_that_says_no_is_believed(int status)
    {
        await using var vault = await VaultServer.StartAsync();
        var ofVault = Reader(vault);
        await ReadAsync(vault, ofVault);
        vault.SecretStatus = status;
        time.Now += TimeSpan.FromMinutes(1);

        var exception = await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync(vault, ofVault));

        Assert.Contains($"{status}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'get'", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(VaultServer.Token, exception.ToString(), StringComparison.Ordinal);
    }

    private SecretReader Reader(VaultServer vault) => new(
        new()
        {
            Environment = _ => null,
            VaultCredential = new VaultCredential(VaultServer.Token),
            VaultOptions = vault.Options,
        },
        time);

    private static async Task<string> ReadAsync(VaultServer vault, SecretReader ofVault) =>
        Encoding.UTF8.GetString((await ofVault.ReadAsync(new($"keyvault:{vault.SecretAddress}"), Cancellation)).Span);

    private async Task<string> ReadAsync(string reference)
    {
        var path = reference is "file:secret" ? $"file:{folder["secret"]}" : reference;

        return Encoding.UTF8.GetString((await reader.ReadAsync(new(path), Cancellation)).Span);
    }

    private string Write(string content)
    {
        var path = folder.Write("written", content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }

        return path;
    }
}
