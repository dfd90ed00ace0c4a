using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GatewayPipeline.Cli.Tests.Certificates;

/// <summary>A certificate made for a test, with its key; signed by another or by itself.</summary>
internal sealed class TestCertificate
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddDays(-1);

    private readonly AsymmetricAlgorithm key;
    private readonly X509Certificate2 certificate;

    private TestCertificate(AsymmetricAlgorithm key, X509Certificate2 certificate)
    {
        this.key = key;
        this.certificate = certificate;
    }

    public string Pem => certificate.ExportCertificatePem() + "\n";

    public string Key => key.ExportPkcs8PrivateKeyPem() + "\n";

    public string EncryptedKey => key.ExportEncryptedPkcs8PrivateKeyPem(
        "secret", new(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000)) + "\n";

    public string OldStyleKey => key switch
    {
        RSA rsa => rsa.ExportRSAPrivateKeyPem(),
        ECDsa elliptic => elliptic.ExportECPrivateKeyPem(),
        _ => throw new InvalidOperationException($"{key} has no older form"),
    };

    public static TestCertificate Authority(string name, int days = 365) =>
        Make(name, [], ECDsa.Create(ECCurve.NamedCurves.nistP256), isAuthority: true, null, days);

    public static TestCertificate Of(params string[] hosts) =>
        Make("shop", hosts, ECDsa.Create(ECCurve.NamedCurves.nistP256), isAuthority: false, null, days: 90);

    public static TestCertificate With(AsymmetricAlgorithm key, params string[] hosts) =>
        Make("shop", hosts, key, isAuthority: false, null, days: 90);

    public TestCertificate Sign(string name, bool isAuthority = false, int days = 90, params string[] hosts) =>
        Make(name, hosts, ECDsa.Create(ECCurve.NamedCurves.nistP256), isAuthority, this, days);

    private static TestCertificate Make(
        string name, string[] hosts, AsymmetricAlgorithm key, bool isAuthority, TestCertificate? signer, int days)
    {
        var request = key is RSA rsa
            ? new CertificateRequest($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest($"CN={name}", (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (hosts.Length > 0)
        {
            var names = new SubjectAlternativeNameBuilder();
            Array.ForEach(hosts, names.AddDnsName);
            request.CertificateExtensions.Add(names.Build());
        }

        var end = Start.AddDays(days);
        var made = signer is null
            ? request.CreateSelfSigned(Start, end)
            : request.Create(
                signer.certificate.SubjectName, X509SignatureGenerator.CreateForECDsa((ECDsa)signer.key), Start, end, [1]);

        return new(key, made);
    }
}
