using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Schema;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Tests.Schema;

/// <summary>A tree that was read and held against the vocabulary, with every field claimed unless said otherwise.</summary>
internal static class Checking
{
    public static FieldClaims Everything { get; } = FieldClaims.Of(AllFields().Select(field => field.Title));

    public static ImmutableArray<Diagnostic> Check(ManifestTree tree, Profile profile = Profile.Edge, FieldClaims? claims = null)
    {
        var diagnostics = new DiagnosticBag(profile);
        var objects = ObjectReader.Read(tree, diagnostics).Objects;
        SchemaChecker.Check(objects, claims ?? Everything, diagnostics);

        return diagnostics.ToImmutable();
    }

    public static ImmutableArray<Diagnostic> Check(string text, Profile profile = Profile.Edge, FieldClaims? claims = null) =>
        Check(ManifestTree.Of([new Manifest.Readable("a.yaml", text)]), profile, claims);

    public static IEnumerable<FieldSchema> AllFields() => Vocabulary.All.SelectMany(Below);

    public static IEnumerable<FieldSchema> Below(FieldSchema field) =>
        (field.Items is { } items ? field.Children.Values.Append(items) : field.Children.Values)
            .SelectMany(child => Below(child).Prepend(child));
}
