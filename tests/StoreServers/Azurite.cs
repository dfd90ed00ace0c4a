using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GatewayPipeline.StoreServers;

/// <summary>Azure's storage emulator, on a port that the system chose, with nothing on disk.</summary>
public sealed class Azurite : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";

    // The emulator's own, known to everybody.
    private const string Key =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const string Listening = "successfully listens on ";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly string? folder;

    private Azurite(Process process, Uri address, string? folder)
    {
        this.process = process;
        this.folder = folder;
        Address = new($"{address.AbsoluteUri.TrimEnd('/')}/{Account}");
    }

    /// <summary>Of the account: containers lie below.</summary>
    public Uri Address { get; }

    public string ConnectionString =>
        $"DefaultEndpointsProtocol={Address.Scheme};AccountName={Account};AccountKey={Key};BlobEndpoint={Address}";

    /// <summary>Of the certificate of its own, behind TLS.</summary>
    public string? CertificateHash { get; private init; }

    /// <summary>Null where Node.js is missing: whoever needs the emulator is then to be skipped.</summary>
    public static Task<Azurite?> StartAsync() => StartAsync([], folder: null);

    /// <summary>The emulator behind TLS, as which it takes bearer tokens. Its certificate is its own.</summary>
    public static async Task<Azurite?> StartWithTokensAsync()
    {
        var folder = Directory.CreateTempSubdirectory("gwp-").FullName;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate =
            request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (certificateFile, keyFile) = (Path.Combine(folder, "tls.crt"), Path.Combine(folder, "tls.key"));
        await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());

        return await StartAsync(
            ["--cert", certificateFile, "--key", keyFile, "--oauth", "basic"], folder, certificate.GetCertHashString());
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Delete(folder);
    }

    private static async Task<Azurite?> StartAsync(
        string[] more, string? folder, string? certificateHash = null)
    {
        var start = new ProcessStartInfo(
            "node",
            [
                Program, "--blobHost", "127.0.0.1", "--blobPort", "0", "--inMemoryPersistence", "--silent",
                "--disableTelemetry", "--skipApiVersionCheck", .. more,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(start) ?? throw new InvalidOperationException("node did not start");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Delete(folder);

            return null;
        }

        try
        {
            return new(process, await AddressOfAsync(process), folder) { CertificateHash = certificateHash };
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            Delete(folder);
            throw;
        }
    }

    /// <summary>The script of the whole emulator, with queues, which the build of the tests fetched.</summary>
    public static string WholeProgram => Path.Combine(Path.GetDirectoryName(Program) ?? "", "..", "azurite.js");

    private static string Program => typeof(Azurite).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Azurite").Value ?? "";

    private static Task<Uri> AddressOfAsync(Process process)
    {
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                address.TrySetException(new InvalidOperationException("Azurite ended before it listened"));
            }
            else if (line.Data.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var found)
            {
                address.TrySetResult(new(line.Data[(found + Listening.Length)..].Trim()));
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        return address.Task.WaitAsync(StartLimit);
    }

    private static void Delete(string? folder)
    {
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
