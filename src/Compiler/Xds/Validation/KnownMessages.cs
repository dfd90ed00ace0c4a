using System.Collections.Concurrent;
using GatewayPipeline.EnvoyApi;
using Google.Protobuf.Reflection;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>The types of Envoy's API by type URL. Only packages that something is asked of are read.</summary>
internal static class KnownMessages
{
    private static readonly ILookup<string, Func<FileDescriptor>> files =
        ApiFiles.All.ToLookup(file => file.Package, file => file.Descriptor, StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, MessageDescriptor?> found = new(StringComparer.Ordinal);

    /// <summary>Null for a type that the API at hand does not have: its content cannot be checked.</summary>
    public static MessageDescriptor? Find(string typeUrl) => found.GetOrAdd(typeUrl, static url => Load(url));

    private static MessageDescriptor? Load(string typeUrl)
    {
        var name = typeUrl[(typeUrl.LastIndexOf('/') + 1)..];
        var dot = name.LastIndexOf('.');

        return dot < 0
            ? null
            : files[name[..dot]]
                .Select(file => file().FindTypeByName<MessageDescriptor>(name[(dot + 1)..]))
                .FirstOrDefault(type => type is not null);
    }
}
