using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Cli.Certificates;

/// <summary>Reads certificate files. What cannot be read is a finding, and left out.</summary>
internal static class CertificateReader
{
    private const string CertificateLabel = "CERTIFICATE";
    private const string WritesPem =
        "Envoy reads PEM, text between BEGIN and END lines; openssl turns other forms into it";

    public static LoadedUse Read(CertificateUse use, List<Diagnostic> findings)
    {
        if (use.Revoked is { } list)
        {
            _ = ReadAs(list, "the list of revoked certificates", "list of revoked certificates", Revocations, findings);
        }

        return new()
        {
            Pairs = [.. use.KeyPairs.Select(pair => new LoadedPair(
                ReadChain(pair.Chain, "the certificate", findings), ReadKey(pair.Key, findings)))],
            Authority = use.Authority is { } authority
                ? ReadChain(authority, "the authority that the other side's certificate is verified with", findings)
                : null,
            Hosts = use.Hosts,
        };
    }

    private static CertificateList? ReadChain(NamedFile file, string what, List<Diagnostic> findings) =>
        ReadAs(file, what, "certificate", text => Certificates(file, text), findings);

    private static LoadedKey? ReadKey(NamedFile file, List<Diagnostic> findings)
    {
        var key = ReadAs(file, "the key of the certificate", "private key", PrivateKey.Read, findings);
        if (key is PrivateKey.Encrypted)
        {
            findings.Add(CertificateRules.KeyEncrypted.At(file.Origin, file.Path)
                .Also(new(file.Path, new(1, 1), new(1, 1)), "this file")
                .WithHelp("write it without a passphrase, readable by the gateway alone: openssl pkey -in KEY -out FILE"));
        }

        return key is PrivateKey.Plain plain ? new(file, plain.PublicKey) : null;
    }

    // Missing, or not to be opened, or not what it should be: each said once, with what it should be.
    private static T? ReadAs<T>(
        NamedFile file, string role, string content, Func<string, T?> parse, List<Diagnostic> findings)
        where T : class
    {
        string? help = WritesPem;
        try
        {
            if (!File.Exists(file.Path))
            {
                findings.Add(CertificateRules.FileMissing.At(file.Origin, file.Path, role)
                    .WithHelp("put it there, or name another; a gateway without it keeps what it served before"));

                return null;
            }

            if (parse(File.ReadAllText(file.Path)) is { } found)
            {
                return found;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            help = e.Message;
        }
        catch (CryptographicException)
        {
            // Between the right BEGIN and END lines there is something else.
        }

        findings.Add(CertificateRules.FileUnreadable.At(file.Origin, file.Path, content)
            .Also(new(file.Path, new(1, 1), new(1, 1)), "this file")
            .WithHelp(help));

        return null;
    }

    private static CertificateList? Certificates(NamedFile file, string text)
    {
        var items = PemBlock.In(text).Where(block => block.Label is CertificateLabel)
            .Select(block => new ListedCertificate(
                X509CertificateLoader.LoadCertificate(block.Bytes), file.Path, block.Line))
            .ToImmutableArray();

        return items is [] ? null : new(file, items);
    }

    private static CertificateRevocationListBuilder Revocations(string text) =>
        CertificateRevocationListBuilder.LoadPem(text, out _);
}
