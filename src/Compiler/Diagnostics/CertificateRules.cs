using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>
/// GWP7: the files that manifests name, as they lie in a folder of certificates. Found by whoever looks at them, for
/// the compiler reads no file. The first argument is the path.
/// </summary>
public static class CertificateRules
{
    public static readonly Rule<string, string> FileMissing = Error("GWP7001",
        "A certificate file is not there",
        (path, what) => $"there is no {path}, {what}");

    public static readonly Rule<string, string> FileUnreadable = Error("GWP7002",
        "A certificate file does not hold what it should",
        (path, what) => $"{path} holds no {what} that can be read");

    public static readonly Rule<string> KeyEncrypted = new("GWP7003", Stage.Certificate, Severity.Error,
        "A private key is encrypted",
        path => $"the key in {path} is encrypted, and a gateway has nobody to ask for the passphrase");

    public static readonly Rule<string, string> KeyDoesNotFit = Error("GWP7004",
        "A certificate and its key do not fit",
        (key, certificate) => $"the key in {key} is not that of the certificate in {certificate}");

    public static readonly Rule<string, string> KeyTooWeak = Error("GWP7005",
        "Envoy takes no key of this kind",
        (path, kind) => $"the certificate in {path} has a key that Envoy refuses: {kind}");

    public static readonly Rule<string, string> NotFirst = Error("GWP7006",
        "A certificate is not the first of its file",
        (path, place) => $"the certificate of the key is number {place} in {path}; Envoy shows the first one");

    public static readonly Rule<string, string> Expired = Doubt("GWP7007",
        "A certificate has expired",
        (path, when) => $"the certificate in {path} was valid until {when}");

    public static readonly Rule<string, string> NotYetValid = Doubt("GWP7008",
        "A certificate is not valid yet",
        (path, when) => $"the certificate in {path} is valid from {when} on");

    public static readonly Rule<string, string> ExpiresSoon = Warning("GWP7009",
        "A certificate expires soon",
        (path, when) => $"the certificate in {path} is valid until {when} only");

    public static readonly Rule<string, string> HostNotCovered = Doubt("GWP7010",
        "A certificate does not have the name of the host",
        (path, host) => $"the certificate in {path} is not one for '{host}'");

    public static readonly Rule<string, string> NoAuthority = Doubt("GWP7011",
        "No certificate of an authority is in its file",
        (path, name) => $"{path} holds no certificate of an authority, only that of {name}");

    public static readonly Rule<string, string> ChainBroken = Warning("GWP7012",
        "A chain of certificates is out of order",
        (path, what) => $"the chain in {path} breaks: {what}");

    public static ImmutableArray<Rule> All { get; } =
    [
        FileMissing, FileUnreadable, KeyEncrypted, KeyDoesNotFit, KeyTooWeak, NotFirst, Expired, NotYetValid, ExpiresSoon,
        HostNotCovered, NoAuthority, ChainBroken,
    ];

    private static Rule<string, string> Error(string code, string title, Func<string, string, string> format) =>
        new(code, Stage.Certificate, Severity.Error, title, format);

    private static Rule<string, string> Warning(string code, string title, Func<string, string, string> format) =>
        new(code, Stage.Certificate, Severity.Warning, title, format);

    // Envoy loads it and Istio would serve it; it is clients who refuse it.
    private static Rule<string, string> Doubt(string code, string title, Func<string, string, string> format) =>
        new(code, Stage.Certificate, Severity.Error, title, format) { InIstioProfile = Severity.Warning };
}
