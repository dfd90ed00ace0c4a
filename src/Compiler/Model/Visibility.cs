using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Model;

/// <summary>Who may see an object: <c>exportTo</c>, judged from the namespace of the gateway.</summary>
internal sealed record Visibility(string Namespace, ImmutableArray<string> ExportTo)
{
    public static Visibility Of(ManifestObject owner) =>
        new(owner.Namespace, [.. owner.Spec.Texts("exportTo").Select(text => text.Value)]);

    /// <summary>Seen by everybody: nothing is said, or <c>*</c> is.</summary>
    public bool IsPublic => ExportTo is [] || ExportTo.Contains("*");

    /// <summary>Seen in its own namespace alone.</summary>
    public bool IsPrivate => !IsPublic && ExportTo.All(target => target is "." || target == Namespace);

    public bool Reaches(string @namespace) =>
        IsPublic || ExportTo.Any(target => target == @namespace || (target is "." && Namespace == @namespace));
}
