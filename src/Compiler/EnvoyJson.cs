using GatewayPipeline.EnvoyApi;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace GatewayPipeline.Compiler;

/// <summary>
/// Envoy's messages as its own JSON: field names as in the protos' JSON form, what an <c>Any</c> holds spelled out.
/// </summary>
public static class EnvoyJson
{
    /// <summary>Every message type of Envoy's API that this build knows.</summary>
    public static TypeRegistry Types { get; } = TypeRegistry.FromFiles(ApiFiles.All.Select(file => file.Descriptor()));

    private static readonly JsonFormatter Indented =
        new(JsonFormatter.Settings.Default.WithIndentation().WithTypeRegistry(Types));

    /// <summary>Indented with two spaces, lines ended by a line feed.</summary>
    public static string Format(IMessage message) => Indented.Format(message).ReplaceLineEndings("\n");
}
