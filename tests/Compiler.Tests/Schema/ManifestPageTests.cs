using System.Text;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Schema;

namespace GatewayPipeline.Compiler.Tests.Schema;

/// <summary>docs/manifests.md is made from the vocabulary and from what the features claim.</summary>
public class ManifestPageTests
{
    private static readonly FieldClaims Claims = FieldRows.Claims;

    [Fact]
    public void The_page_of_manifests_says_what_is_handled()
    {
        var page = new StringBuilder(Introduction);
        page.Append("| kind | API versions | what becomes of it |\n| --- | --- | --- |\n");
        foreach (var kind in KindTable.All)
        {
            var versions = kind.Versions.Select(version => kind.Group.Length > 0 ? $"`{kind.Group}/{version}`" : $"`{version}`");
            page.Append($"| {Name(kind)} | {string.Join(", ", versions)} | {Treatment(kind)} |\n");
        }

        page.Append("| other kinds | | passed over, one info for each kind |\n");
        foreach (var kind in KindTable.All.Where(kind => kind.Treatment is KindTreatment.Compiled))
        {
            AppendKind(page, Vocabulary.Of(kind.Name));
        }

        page.Append(MeshIntroduction).Append("| field | status |\n| --- | --- |\n");
        foreach (var (name, status) in MeshSettings.Handled.Select(name => (name, "handled"))
            .Concat(MeshSettings.WithoutEffect.Select(name => (name, "without effect"))).OrderBy(field => field.Item1, StringComparer.Ordinal))
        {
            page.Append($"| `{name}` | {status} |\n");
        }

        Repository.Verify(page.ToString(), "docs", "manifests.md");
    }

    [Fact]
    public void Every_claim_names_a_field_of_the_vocabulary() => Assert.Empty(Claims.Unknown);

    [Fact]
    public void Every_kind_that_is_compiled_has_a_vocabulary_whose_limits_are_checked() => Assert.All(
        KindTable.All.Where(kind => kind.Treatment is KindTreatment.Compiled),
        kind => Assert.All(Checking.Below(Vocabulary.Of(kind.Name)), field => Assert.Null(field.Constraints.Pattern)));

    private const string Introduction = """
        # Manifests

        What you write is Istio's API, and a few kinds of Kubernetes that say where services are. All files that end in `.yaml`, `.yml` or `.json` are read,
        but for hidden folders, symbolic links and what `.gwpignore` names. A file may hold several documents, and a document may be a `List`. A document
        without `apiVersion` and `kind` is no manifest and is passed over.

        A field is *handled*, *without effect* on a gateway (it may stay, and nothing is said of it), or *not handled yet*: then it is an error, as leaving it
        out would change what the manifest means.

        The certificate of an endpoint is verified against the authorities that a policy names. Where it names none, they are the system's, in
        `/etc/ssl/certs/ca-certificates.crt`: there the images of Envoy have them, and Debian and its kin.

        ## Kinds


        """;

    private const string MeshIntroduction = """

        ## MeshConfig

        Settings of the whole mesh stand in a file of their own, which `--mesh` names. It is a fragment of Istio's MeshConfig; any other of its fields is
        an error ([GWP1201](diagnostics/GWP1201.md)).


        """;

    private static string Name(ManifestKind kind) =>
        kind.Treatment is KindTreatment.Compiled ? $"[{kind.Name}](#{kind.Name.ToLowerInvariant()})" : kind.Name;

    private static string Treatment(ManifestKind kind) => kind.Treatment switch
    {
        KindTreatment.Compiled => "compiled",
        KindTreatment.Guard => "not handled yet: an error ([GWP1034](diagnostics/GWP1034.md))",
        KindTreatment.Refused => "refused ([GWP4001](diagnostics/GWP4001.md))",
        _ => "passed over",
    };

    private static void AppendKind(StringBuilder page, FieldSchema kind)
    {
        page.Append($"\n## {kind.Kind}\n\n| field | type | status |\n| --- | --- | --- |\n");
        foreach (var field in FieldRows.Of(kind))
        {
            var status = Claims.StatusOf(field) switch
            {
                FieldStatus.Handled => "handled",
                FieldStatus.NoEffect => $"without effect: {field.NoEffect}",
                _ => "not handled yet",
            };
            page.Append($"| `{field.Path}` | {TypeOf(field)} | {status} |\n");
        }
    }

    private static string TypeOf(FieldSchema field) => field.Type switch
    {
        FieldType.List => field.Items is { } items ? $"list of {TypeOf(items)}" : "list",
        FieldType.Mapping => field.Items is { } values ? $"mapping to {TypeOf(values)}" : "mapping",
        FieldType.Flag => "true or false",
        FieldType.Integer => "whole number",
        FieldType.IntegerOrText => "whole number or text",
        FieldType.Text when !field.Constraints.Names.IsEmpty => string.Join(", ", field.Constraints.Names.Select(name => $"`{name}`")),
        _ => field.Type.ToString().ToLowerInvariant(),
    };
}
