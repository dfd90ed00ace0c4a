using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Cli.Certificates;

/// <summary>What the files of a server or a destination hold, as far as they could be read.</summary>
internal sealed record LoadedUse
{
    public required ImmutableArray<LoadedPair> Pairs { get; init; }

    /// <summary>The chains that could be read.</summary>
    public IEnumerable<CertificateList> Chains => Pairs.Select(pair => pair.Chain).OfType<CertificateList>();

    public required CertificateList? Authority { get; init; }

    public required ImmutableArray<string> Hosts { get; init; }

    public DateTimeOffset Now { get; init; }
}

/// <summary>A certificate with its chain, and its key; each null if it could not be read.</summary>
internal sealed record LoadedPair(CertificateList? Chain, LoadedKey? Key)
{
    /// <summary>The certificate that the key was made for; the first one where that cannot be told.</summary>
    public ListedCertificate? Own => Chain?.Items.FirstOrDefault(item => Key?.IsOf(item) is true) ?? Chain?.First;

    public bool HasOwnFirst => Own == Chain?.First;
}

/// <summary>The certificates of a file, at least one, as they follow each other.</summary>
internal sealed record CertificateList(NamedFile File, ImmutableArray<ListedCertificate> Items)
{
    public ListedCertificate First => Items[0];
}

/// <summary>A certificate and the line of its file where it begins.</summary>
internal sealed record ListedCertificate(X509Certificate2 Certificate, string Path, int Line)
{
    public SourceSpan Span => new(Path, new(Line, 1), new(Line, 1));

    /// <summary>What a person knows it by.</summary>
    public string Name => Certificate.Subject is { Length: > 0 } subject ? subject
        : Certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false);
}

/// <summary>A private key by the public key that belongs to it; null for a kind that cannot be told.</summary>
internal sealed record LoadedKey(NamedFile File, byte[]? PublicKey)
{
    /// <summary>Null where it cannot be told.</summary>
    public bool? IsOf(ListedCertificate item) => PublicKey is null
        ? null
        : item.Certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(PublicKey);
}
