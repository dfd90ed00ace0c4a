using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Model;

/// <summary>What a server does with TLS, in the order of Istio's enumeration.</summary>
internal enum TlsMode
{
    /// <summary>The bytes go on as they are; only the server name in the handshake is read.</summary>
    Passthrough,
    Simple,
    Mutual,
    AutoPassthrough,
    IstioMutual,
    OptionalMutual,
}

/// <summary>
/// The <c>tls</c> of a server. What it says beside its mode is read by the features that translate it.
/// </summary>
internal sealed record ServerTls(Fields Fields)
{
    private static readonly string[] Modes =
        ["PASSTHROUGH", "SIMPLE", "MUTUAL", "AUTO_PASSTHROUGH", "ISTIO_MUTUAL", "OPTIONAL_MUTUAL"];

    public static ImmutableArray<string> Claims { get; } = ["spec.servers[].tls.mode"];

    public TlsMode Mode { get; } = (TlsMode)Math.Max(0, Array.IndexOf(Modes, Fields.Choice("mode", Modes)));

    public bool IsPassthrough => Mode is TlsMode.Passthrough or TlsMode.AutoPassthrough;

    /// <summary>
    /// With what the mesh says of TLS where this server says nothing. It is said of servers at which TLS ends.
    /// </summary>
    public ServerTls Over(Fields? defaults) =>
        defaults is { } mesh && !IsPassthrough && Mode is not TlsMode.IstioMutual
            ? new(Fields.FilledFrom(mesh, "minProtocolVersion", "cipherSuites", "ecdhCurves"))
            : this;

    /// <summary>Clients are asked for a certificate of their own.</summary>
    public bool AsksClients => Mode is TlsMode.Mutual or TlsMode.OptionalMutual;
}
