using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Schema;

namespace GatewayPipeline.Compiler.Tests.Schema;

/// <summary>The fields that docs/manifests.md shows, each in a row of its own.</summary>
internal static class FieldRows
{
    public static FieldClaims Claims { get; } = FieldClaims.Of(Language.Claims);

    public static IEnumerable<FieldSchema> All => KindTable.All
        .Where(kind => kind.Treatment is KindTreatment.Compiled)
        .SelectMany(kind => Of(Vocabulary.Of(kind.Name)));

    /// <summary>What is handled is shown to its last field; of the rest, the uppermost field speaks for all beneath it.</summary>
    public static IEnumerable<FieldSchema> Of(FieldSchema field) => field.Children.Values.SelectMany(child =>
    {
        var content = child;
        while (content.Items is { } items)
        {
            content = items;
        }

        return Claims.StatusOf(child) is FieldStatus.Handled && content.Children.Count > 0 ? Of(content) : [child];
    });
}
