using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Model;

/// <summary>
/// One rule for whole connections, under <c>tls</c> or <c>tcp</c>. The conditions on subnets and on the source mean
/// nothing at a gateway.
/// </summary>
internal sealed record L4Rule(ManifestObject Source, Fields Fields)
{
    public static ImmutableArray<string> Claims { get; } =
    [
        .. new[] { "tls", "tcp" }.SelectMany(list => new[]
        {
            $"spec.{list}[].match[].port", $"spec.{list}[].match[].gateways", $"spec.{list}[].route[].weight",
            $"spec.{list}[].route[].destination.host", $"spec.{list}[].route[].destination.subset",
            $"spec.{list}[].route[].destination.port.number",
        }),
        "spec.tls[].match[].sniHosts",
    ];

    /// <summary>The alternatives under <c>match</c>; none means every connection.</summary>
    public ImmutableArray<Fields> Matches { get; } = Fields.Objects("match");

    public ImmutableArray<Fields> Destinations { get; } = Fields.Objects("route");

    /// <summary>What can be said at compile time: the port of the server, and its Gateway.</summary>
    public bool Applies(Fields match, Server server) =>
        (match.Integer("port") is not { } port || port is 0 || port == server.Port)
        && (match.Texts("gateways") is var names
            && (names is [] || names.Any(name => VirtualService.Resolve(name.Value, Source.Namespace) == server.Gateway)));

    public bool Applies(Server server) => Matches is [] || Matches.Any(match => Applies(match, server));
}
