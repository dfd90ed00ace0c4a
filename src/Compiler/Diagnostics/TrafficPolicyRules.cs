using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>
/// GWP13: a traffic policy asks for what a gateway of its own cannot do, or what does not hold together.
/// </summary>
public static class TrafficPolicyRules
{
    public static readonly Rule<string> MeshCertificate = new("GWP1301", Stage.Analysis, Severity.Error,
        "A certificate of the mesh is asked for",
        mode => $"{mode} shows a certificate that the mesh gives to its members, and this gateway is none of them");

    public static readonly Rule<string> CredentialForm = new("GWP1302", Stage.Analysis, Severity.Error,
        "A credential cannot be a folder on the gateway",
        name => $"credential '{name}' cannot be a folder of the certificate directory");

    public static readonly Rule<string> SubsetTwice = new("GWP1303", Stage.Schema, Severity.Error,
        "Two subsets have one name",
        name => $"there is a subset '{name}' already")
    {
        Aliases = ["IST0106"],
    };

    public static readonly Rule<string> MeshConnection = new("GWP1304", Stage.Analysis, Severity.Error,
        "Connections of the mesh's own kind are asked for",
        mode => $"{mode} passes on what sidecars say to each other, and nobody says that to a gateway outside of the mesh");

    public static readonly Rule<string> OriginalDestination = new("GWP1305", Stage.Analysis, Severity.Error,
        "Requests are to go where the client wanted to connect to",
        value => $"'{value}' leads to the address that a client connected to, and that is the gateway: no request arrives")
    {
        InIstioProfile = Severity.Warning,
    };

    public static readonly Rule<string, string> NeedsNewerEnvoy = new("GWP1306", Stage.Envoy, Severity.Warning,
        "A field that only newer versions of Envoy know",
        (field, version) => $"'{field}' needs Envoy {version} or newer: an older one refuses the bundle");

    public static readonly Rule<string> SharesAreNoWhole = new("GWP1310", Stage.Schema, Severity.Error,
        "The shares of localities are no whole",
        sum => $"these shares must be from 1 to 100 each and 100 together, and they are {sum}")
    {
        Aliases = ["IST0106"],
    };

    public static readonly Rule<string> FailoverToItself = new("GWP1311", Stage.Schema, Severity.Error,
        "A region fails over to itself",
        region => $"region '{region}' fails over to itself")
    {
        Aliases = ["IST0106"],
    };

    public static readonly Rule<string> FailoverWithoutDetection = new("GWP1312", Stage.Schema, Severity.Warning,
        "Failover without outlier detection",
        field => $"'{field}' has no effect: nothing notices that endpoints fail")
    {
        Aliases = ["IST0133"],
    };

    public static readonly Rule<string, string> NoLocality = new("GWP1313", Stage.Schema, Severity.Error,
        "A name is none that a locality can have here",
        (name, reason) => $"'{name}' is no locality here: {reason}")
    {
        Aliases = ["IST0106"],
    };

    public static ImmutableArray<Rule> All { get; } =
        [
            MeshCertificate, CredentialForm, SubsetTwice, MeshConnection, OriginalDestination, NeedsNewerEnvoy, SharesAreNoWhole,
            FailoverToItself, FailoverWithoutDetection, NoLocality,
        ];
}
