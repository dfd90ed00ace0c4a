using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Model;

/// <summary>Who may see an object: <c>exportTo</c>, judged from the namespace of the gateway.</summary>
internal sealed record Visibility(string Namespace, ImmutableArray<string> ExportTo)
{
    public static Visibility Private(ManifestObject owner) => new(owner.Namespace, ["."]);

    /// <summary>What the object says, or else the mesh for objects of its kind.</summary>
    public static Visibility Of(ManifestObject owner, ImmutableArray<string> otherwise)
    {
        ImmutableArray<string> own = [.. owner.Spec.Texts("exportTo").Select(text => text.Value)];

        return new(owner.Namespace, own is [] ? otherwise : own);
    }

    /// <summary>Seen by everybody: nothing is said, or <c>*</c> is.</summary>
    public bool IsPublic => ExportTo is [] || ExportTo.Contains("*");

    /// <summary>Seen in its own namespace alone.</summary>
    public bool IsPrivate => !IsPublic && ExportTo.All(target => target is "." || target == Namespace);

    public bool Reaches(string @namespace) =>
        IsPublic || ExportTo.Any(target => target == @namespace || (target is "." && Namespace == @namespace));
}
