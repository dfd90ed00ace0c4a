using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>
/// GWP5: Envoy would refuse or silently ignore what the manifests ask for. Arguments: the place in the resource, and
/// what.
/// </summary>
public static class EnvoyRules
{
    public static readonly Rule<string, string> ConstraintViolated = Refused("GWP5001",
        "A value is outside of what Envoy's API allows");

    public static readonly Rule<string, string> RegexRefused = Refused("GWP5002",
        "A regular expression is none that Envoy can read");

    public static readonly Rule<string, string> RegexTooLarge = Refused("GWP5003",
        "A regular expression is larger than gateways allow");

    public static readonly Rule<string, string> DomainTaken = Refused("GWP5004",
        "Two virtual hosts claim the same domain");

    public static readonly Rule<string, string> HeaderNotModifiable = Refused("GWP5005",
        "A header is changed that Envoy does not let be changed");

    public static readonly Rule<string, string> HeaderFormatRefused = Refused("GWP5006",
        "The value of a header is not in a format that Envoy can read");

    public static readonly Rule<string, string> WeightsImpossible = Refused("GWP5007",
        "The weights of a route add up to nothing or to too much");

    public static readonly Rule<string, string> RewritesConflict = Refused("GWP5008",
        "A route rewrites its path in two ways");

    public static readonly Rule<string, string> BodyTooLarge = Refused("GWP5009",
        "The body of a direct response is too large");

    public static readonly Rule<string, string> DurationImpossible = Refused("GWP5010",
        "A duration cannot be kept");

    public static readonly Rule<string, string> ClusterUnknown = new("GWP5011", Stage.Envoy, Severity.Error,
        "A route leads to a cluster that does not exist",
        (where, what) => $"{what} ({where})")
    {
        InIstioProfile = Severity.Warning,
    };

    public static readonly Rule<string, string> FilterChainsOverlap = Refused("GWP5012",
        "Two servers take the same connections");

    public static readonly Rule<string, string> ServerNameImpossible = Refused("GWP5013",
        "A server name has a wildcard that Envoy does not know");

    public static readonly Rule<string, string> ListenerEmpty = Refused("GWP5014",
        "A listener has nothing to do");

    public static readonly Rule<string, string> AddressTaken = Refused("GWP5015",
        "Two listeners want the same address");

    public static readonly Rule<string, string> AddressMalformed = Refused("GWP5016",
        "An address cannot be listened on");

    public static readonly Rule<string, string> NameTaken = Refused("GWP5017",
        "Two things of one kind have the same name");

    public static readonly Rule<string, string> ClusterImpossible = Refused("GWP5018",
        "The endpoints of a cluster do not fit the way they are found");

    public static readonly Rule<string, string> RouterNotLast = Refused("GWP5019",
        "The chain of HTTP filters does not end with the router");

    public static readonly Rule<string, string> DomainNeverMatches = new("GWP5020", Stage.Envoy, Severity.Warning,
        "A domain matches no host at all",
        (where, what) => $"{what} ({where})");

    public static readonly Rule<string, string> PoliciesCombined = Refused("GWP5021",
        "A load balancing policy is combined with settings of another");

    public static ImmutableArray<Rule> All { get; } =
    [
        ConstraintViolated, RegexRefused, RegexTooLarge, DomainTaken, HeaderNotModifiable, HeaderFormatRefused,
        WeightsImpossible, RewritesConflict, BodyTooLarge, DurationImpossible, ClusterUnknown, FilterChainsOverlap,
        ServerNameImpossible, ListenerEmpty, AddressTaken, AddressMalformed, NameTaken, ClusterImpossible,
        RouterNotLast, DomainNeverMatches, PoliciesCombined,
    ];

    private static Rule<string, string> Refused(string code, string title) =>
        new(code, Stage.Envoy, Severity.Error, title,
        (where, what) => $"Envoy would refuse this: {what} ({where})");
}
