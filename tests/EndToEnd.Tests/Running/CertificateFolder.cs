using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GatewayPipeline.EndToEnd.Tests.Running;

/// <summary>
/// Writes the files that a configuration names: one certificate that signs itself, its key, and a list that revokes
/// nothing. Which of them a file is, its name tells.
/// </summary>
public sealed class CertificateFolder
{
    private readonly string certificate;
    private readonly string key;
    private readonly string revoked;

    public CertificateFolder()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=gateway.example.com", pair, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var signed = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var list = new CertificateRevocationListBuilder()
            .Build(signed, 1, DateTimeOffset.UtcNow.AddDays(1), HashAlgorithmName.SHA256);
        certificate = signed.ExportCertificatePem();
        key = pair.ExportPkcs8PrivateKeyPem();
        revoked = PemEncoding.WriteString("X509 CRL", list);
    }

    public void Write(string root, IEnumerable<string> files)
    {
        // An absolute path is the machine's own, such as the authorities that the system trusts.
        foreach (var file in files.Where(file => !Path.IsPathRooted(file)))
        {
            var path = Path.Combine(root, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? root);
            File.WriteAllText(path, Content(file));
        }
    }

    private string Content(string file) =>
        file.Contains("key", StringComparison.Ordinal) ? key
        : file.Contains("revoked", StringComparison.Ordinal) ? revoked
        : certificate;
}
