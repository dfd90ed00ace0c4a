using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP125: what a server of a Gateway says of its port and of TLS does not hold together.</summary>
public static class ServerRules
{
    public static readonly Rule<string> TlsMissing = Error("GWP1250",
        "A server of an encrypted protocol says nothing of TLS",
        protocol => $"a server of protocol {protocol} must say under tls what it does with the encryption");

    public static readonly Rule<string> TlsOnPlainPort = Error("GWP1251",
        "A server of a plain protocol has TLS settings",
        protocol => $"a server of protocol {protocol} takes no such TLS settings");

    public static readonly Rule<string> TooManyCertificates = new("GWP1252", Stage.Schema, Severity.Error,
        "A server has more than two certificates",
        count => $"a server may have two certificates, and this has {count}")
    {
        InIstioProfile = Severity.Warning,
        Aliases = ["IST0133"],
    };

    public static ImmutableArray<Rule> All { get; } = [TlsMissing, TlsOnPlainPort, TooManyCertificates];

    private static Rule<string> Error(string code, string title, Func<string, string> format) =>
        new(code, Stage.Schema, Severity.Error, title, format) { Aliases = ["IST0106"] };
}
