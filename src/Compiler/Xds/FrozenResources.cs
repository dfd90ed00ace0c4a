using System.Collections;
using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler.Text;
using Google.Protobuf;

namespace GatewayPipeline.Compiler.Xds;

/// <summary>The resources of a gateway as the bytes that a bundle carries.</summary>
internal sealed class FrozenResources
{
    private readonly Dictionary<string, byte[]> clusters;
    private readonly Dictionary<string, byte[]> endpoints;
    private readonly Dictionary<string, byte[]> listeners;
    private readonly Dictionary<string, byte[]> routeConfigurations;
    private readonly Dictionary<string, byte[]> secrets;

    public FrozenResources(EnvoyResources resources)
    {
        clusters = Freeze(resources.Clusters, cluster => cluster.Name);
        endpoints = Freeze(resources.Endpoints, assignment => assignment.ClusterName);
        listeners = Freeze(resources.Listeners, listener => listener.Name);
        routeConfigurations = resources.RouteConfigurations
            .ToDictionary(configuration => configuration.Name, Freeze, StringComparer.Ordinal);
        secrets = Freeze(resources.Secrets, secret => secret.Name);
    }

    public byte[] Cluster(string name) => clusters[name];

    public byte[] Endpoints(string cluster) => endpoints[cluster];

    public byte[] RouteConfiguration(string name) => routeConfigurations[name];

    /// <summary>In the order of a snapshot.</summary>
    public ImmutableArray<XdsResource> ToSnapshot() =>
    [
        .. Sorted(TypeUrls.Cluster, clusters),
        .. Sorted(TypeUrls.ClusterLoadAssignment, endpoints),
        .. Sorted(TypeUrls.Listener, listeners),
        .. Sorted(TypeUrls.RouteConfiguration, routeConfigurations),
        .. Sorted(TypeUrls.Secret, secrets),
    ];

    private static IEnumerable<XdsResource> Sorted(string typeUrl, Dictionary<string, byte[]> resources) => resources
        .OrderBy(resource => resource.Key, StringComparer.Ordinal)
        .Select(resource => new XdsResource(typeUrl, resource.Key, resource.Value));

    private static Dictionary<string, byte[]> Freeze<T>(ImmutableArray<T> messages, Func<T, string> name)
        where T : IMessage =>
        messages.SelectInParallel(message => KeyValuePair.Create(name(message), message.ToDeterministicBytes()))
            .ToDictionary(StringComparer.Ordinal);

    // Virtual hosts are many, so all processors write them.
    private static byte[] Freeze(RouteV3.RouteConfiguration configuration)
    {
        var hosts = configuration.VirtualHosts.SelectInParallel(host => WirePieces.Of(host.ToDeterministicBytes()));

        return WireField.Exchange(
            WithoutHosts(configuration).ToDeterministicBytes(),
            WireField.OfMessages(RouteV3.RouteConfiguration.VirtualHostsFieldNumber, hosts)).ToArray();
    }

    // A clone would be one of the hosts as well.
    private static RouteV3.RouteConfiguration WithoutHosts(RouteV3.RouteConfiguration configuration)
    {
        var rest = new RouteV3.RouteConfiguration();
        foreach (var field in RouteV3.RouteConfiguration.Descriptor.Fields.InFieldNumberOrder()
            .Where(field => field.FieldNumber is not RouteV3.RouteConfiguration.VirtualHostsFieldNumber))
        {
            switch (field.Accessor.GetValue(configuration), field.Accessor.GetValue(rest))
            {
                case (IDictionary from, IDictionary to):
                    foreach (DictionaryEntry entry in from)
                    {
                        to.Add(entry.Key, entry.Value);
                    }

                    break;
                case (IList from, IList to):
                    foreach (var item in from)
                    {
                        to.Add(item);
                    }

                    break;
                case ({ } value, _):
                    field.Accessor.SetValue(rest, value);
                    break;
            }
        }

        return rest;
    }
}
