using System.Collections.Immutable;
using GatewayPipeline.Discovery;
using Google.Protobuf;

namespace GatewayPipeline.Preview.Ads;

/// <summary>What the agent has sent of one type: parsed messages and their versions, by name.</summary>
internal sealed class ResourceSet<T>(string typeUrl, MessageParser<T> parser)
    where T : IMessage<T>
{
    private readonly Dictionary<string, string> versions = new(StringComparer.Ordinal);

    public string TypeUrl => typeUrl;

    public ImmutableDictionary<string, T> Messages { get; private set; } =
        ImmutableDictionary.Create<string, T>(StringComparer.Ordinal);

    /// <summary>Versions to name when a stream begins anew, so that only differences are sent.</summary>
    public IReadOnlyDictionary<string, string> Versions => versions;

    /// <summary>Names that the agent said do not exist: an answer, too.</summary>
    public ImmutableHashSet<string> Absent { get; private set; } = ImmutableHashSet.Create<string>(
        StringComparer.Ordinal);

    /// <exception cref="InvalidProtocolBufferException">A resource cannot be parsed. Nothing was applied.</exception>
    public void Apply(DeltaDiscoveryResponse response)
    {
        var messages = Messages.ToBuilder();
        foreach (var resource in response.Resources)
        {
            messages[resource.Name] = parser.ParseFrom(resource.Resource_.Value);
        }

        messages.RemoveRange(response.RemovedResources);
        Messages = messages.ToImmutable();
        Absent = Absent.Except(response.Resources.Select(resource => resource.Name)).Union(response.RemovedResources);
        foreach (var resource in response.Resources)
        {
            versions[resource.Name] = resource.Version;
        }

        foreach (var name in response.RemovedResources)
        {
            versions.Remove(name);
        }
    }

    /// <summary>Forgets what nobody asks for any more.</summary>
    public void Keep(IReadOnlySet<string> names)
    {
        Messages = Messages.RemoveRange(Messages.Keys.Where(name => !names.Contains(name)));
        Absent = Absent.Intersect(names);
        foreach (var name in versions.Keys.Where(name => !names.Contains(name)).ToList())
        {
            versions.Remove(name);
        }
    }
}
