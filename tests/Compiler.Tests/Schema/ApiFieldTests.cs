using GatewayPipeline.Compiler.Model.Schema;

namespace GatewayPipeline.Compiler.Tests.Schema;

/// <summary>docs/manifests.md leaves out no field of the API.</summary>
public sealed class ApiFieldTests
{
    [Fact]
    public void Every_field_of_the_api_has_a_row()
    {
        var rows = FieldRows.All.ToLookup(row => row.Kind, row => row.Path, StringComparer.Ordinal);
        var missing = Fields().Where(field => !rows[field.Kind].Any(row => Covers(row, field.Path)));

        Assert.True(!missing.Any(), "Add these to src/Compiler/Model/Schema/fields.tsv, and bring docs/manifests.md up to date with UPDATE_GOLDEN=1: "
            + string.Join(", ", missing));
    }

    [Fact]
    public void Every_row_is_a_field_of_the_api()
    {
        var known = Fields().ToHashSet();
        var strange = FieldRows.All.Where(row => !known.Contains((row.Kind, row.Path))).Select(row => row.Title);

        Assert.True(!strange.Any(), "The API has no such fields; correct fields.tsv, or api-fields.tsv where the API is newer: " + string.Join(", ", strange));
    }

    // A row speaks for the field, for what lies beneath it, and for the mappings and lists that lead to it.
    private static bool Covers(string row, string path) => row == path || IsBeneath(path, row) || IsBeneath(row, path);

    private static bool IsBeneath(string path, string above) =>
        path.StartsWith(above, StringComparison.Ordinal) && path[above.Length] is '.' or '[' or '{';

    private static IEnumerable<(string Kind, string Path)> Fields() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Schema", "api-fields.tsv"))
            .Where(line => line is not ['#', ..])
            .Select(line => line.Split('\t'))
            .Select(columns => (columns[0], columns[1]));
}
