using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Envoy.Config.Listener.V3;
using Google.Protobuf.Reflection;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>The types of Envoy's API by type URL, found by the name that protoc gives them in C#.</summary>
internal static class KnownMessages
{
    private static readonly Assembly api = typeof(Listener).Assembly;
    private static readonly ConcurrentDictionary<string, MessageDescriptor?> found = new(StringComparer.Ordinal);

    /// <summary>Null for a type that the API at hand does not have: its content cannot be checked.</summary>
    public static MessageDescriptor? Find(string typeUrl) => found.GetOrAdd(typeUrl, static url => Load(url));

    private static MessageDescriptor? Load(string typeUrl)
    {
        var name = typeUrl[(typeUrl.LastIndexOf('/') + 1)..];
        var type = api.GetType(string.Join('.', name.Split('.').Select(InCSharp)));
        var descriptor = type?.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null);

        return descriptor is MessageDescriptor message && message.FullName == name ? message : null;
    }

    // local_ratelimit → LocalRatelimit, v3 → V3.
    private static string InCSharp(string part) => string.Concat(part.Split('_').Select(word =>
        word.Length == 0 ? word : char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..]));
}
