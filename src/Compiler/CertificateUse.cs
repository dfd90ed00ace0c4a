using System.Collections.Immutable;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler;

/// <summary>
/// The files that one server or one destination needs for its TLS, told so that a tool can look at them: the compiler
/// never does.
/// </summary>
public sealed record CertificateUse
{
    /// <summary>Certificates of which one is shown, each with its key.</summary>
    public ImmutableArray<NamedKeyPair> KeyPairs { get; init; } = [];

    /// <summary>The authorities that the other side's certificate is verified with.</summary>
    public NamedFile? Authority { get; init; }

    /// <summary>The certificates that are not to be trusted any more.</summary>
    public NamedFile? Revoked { get; init; }

    /// <summary>The names by which clients ask for the server; none for a destination.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];
}

/// <summary>A certificate, with the chain behind it, and its key.</summary>
public sealed record NamedKeyPair(NamedFile Chain, NamedFile Key);

/// <summary>A file as Envoy opens it, and the field that names it or its folder.</summary>
public sealed record NamedFile(string Path, SourceSpan Origin);
