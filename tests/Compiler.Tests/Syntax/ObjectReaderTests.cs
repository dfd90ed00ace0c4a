using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Tests.Syntax;

public class ObjectReaderTests
{
    private const string Route = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: orders
          namespace: shop
          labels: {team: blue}
          creationTimestamp: 2024-05-01T10:00:00Z
        spec:
          hosts: [orders.example.com]
          http:
          - timeout: 1.5s
            per_try: x
            retries:
              attempts: 3
              per_try_timeout: 2s
        """;

    [Fact]
    public void Reads_an_object_with_its_identity_and_fields()
    {
        var reading = Reading.Of(Route);

        var found = Assert.Single(reading.Objects);
        Assert.Empty(reading.Findings);
        Assert.Equal(new ResourceId("VirtualService", "shop", "orders"), found.Id);
        Assert.Equal(("networking.istio.io", "v1"), (found.Group, found.Version));
        Assert.Equal("blue", found.Labels["team"]);
        Assert.Equal(new DateTimeOffset(2024, 5, 1, 10, 0, 0, TimeSpan.Zero), found.CreationTimestamp);
        Assert.Equal("a.yaml:4:9", found.NameSpan.ToString());

        var http = Assert.Single(found.Spec.Objects("http"));
        Assert.Equal(TimeSpan.FromSeconds(1.5), http.Duration("timeout"));
        Assert.Equal(3, http.Object("retries")?.Integer("attempts"));
        Assert.Equal("orders.example.com", Assert.Single(found.Spec.Texts("hosts")).Value);
    }

    [Fact]
    public void Finds_a_field_in_either_spelling()
    {
        var retries = Reading.Of(Route).Objects[0].Spec.Objects("http")[0].Object("retries");

        Assert.Equal(TimeSpan.FromSeconds(2), retries?.Duration("perTryTimeout"));
    }

    [Fact]
    public void Unwraps_lists_and_keeps_the_order_of_documents()
    {
        var reading = Reading.Of("""
            # a comment
            ---
            apiVersion: v1
            kind: List
            items:
            - apiVersion: v1
              kind: Service
              metadata: {name: one}
            - {apiVersion: v1, kind: Service, metadata: {name: two}}
            ---

            ---
            apiVersion: v1
            kind: ServiceList
            items:
            - metadata: {name: three}
            """);

        Assert.Empty(reading.Findings);
        Assert.Equal(["one", "two", "three"], reading.Objects.Select(found => found.Name));
        Assert.All(reading.Objects, found => Assert.Equal(("Service", "default"), (found.Kind, found.Namespace)));
    }

    [Fact]
    public void A_broken_document_loses_only_itself()
    {
        var reading = Reading.Of("""
            apiVersion: v1
            kind: Service
            metadata: {name: first}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: [}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: last}
            """);

        Assert.Equal(["first", "last"], reading.Objects.Select(found => found.Name));
        Assert.Equal("GWP1010", reading.Only().Rule.Code);
        Assert.Equal(7, reading.Only().Span.Start.Line);
    }

    [Fact]
    public void Says_where_the_same_object_was_written_first()
    {
        var reading = Reading.Of(
            new Manifest.Readable("b.yaml", "apiVersion: v1\nkind: Service\nmetadata:\n  name: x\n"),
            new Manifest.Readable("a.yaml", "apiVersion: v1\nkind: Service\nmetadata:\n  name: x\n"));

        Assert.Equal("GWP1045", reading.Only().Rule.Code);
        Assert.Equal("b.yaml:4:9", reading.Only().Span.ToString());
        Assert.Equal("a.yaml:4:9", reading.Only().Related[0].Span.ToString());
    }

    [Fact]
    public void Counts_other_kinds_in_one_info_each()
    {
        var deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec: &a {b: *a}\n";
        var reading = Reading.Of(string.Join("---\n", Enumerable.Repeat(deployment, 6)));

        var info = reading.Only();
        Assert.Equal(Severity.Info, info.Severity);
        Assert.Equal("6 objects of kind Deployment (apps/v1) are passed over", info.Message);
        Assert.Equal(3, info.Related.Length);
        Assert.Equal("and here, and in 2 more places", info.Related[2].Message);
    }

    [Theory]
    [InlineData("apiVersion: networking.istio.io/v2\nkind: Gateway\nmetadata: {name: x}", "GWP1040", "networking.istio.io/v1")]
    [InlineData("apiVersion: networking.istio.io/v1\nkind: VirtualServce\nmetadata: {name: x}", "GWP1041", "'VirtualService'")]
    [InlineData("apiVersion: networking.isto.io/v1\nkind: Gateway\nmetadata: {name: x}", "GWP1042", "'networking.istio.io/v1'")]
    [InlineData("kind: Gateway\nmetadata: {name: x}", "GWP1043", "networking.istio.io/v1")]
    [InlineData("apiVersion: networking.istio.io/v1\nmetadata: {name: x}", "GWP1043", "kind")]
    [InlineData("apiVersion: v1\nkind: Service", "GWP1044", "metadata.name")]
    [InlineData("apiVersion: v1\nkind: Secret\nmetadata: {name: x}", "GWP4001", "certificate folder")]
    [InlineData("apiVersion: v1\nkind: List\nitems: [x]", "GWP1046", "metadata")]
    public void Says_what_is_wrong_with_an_identity_and_what_to_write(string text, string code, string help)
    {
        var reading = Reading.Of(text);

        Assert.Equal(code, reading.Only().Rule.Code);
        Assert.Contains(help, reading.Only().Help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stages: [build]\nbuild: {script: !reference [a, b]}\n")]
    [InlineData("image:\n  repository: x\n")]
    [InlineData("- a\n- b\n")]
    [InlineData("just words\n")]
    public void Passes_over_in_silence_what_is_no_Kubernetes_document(string text)
    {
        var reading = Reading.Of(
            new Manifest.Readable("a.yaml", text),
            new Manifest.Readable("b.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: x}"));

        Assert.Empty(reading.Findings);
        Assert.Equal("a.yaml", Assert.Single(reading.Result.PassedOver).Span.Path);
    }

    [Fact]
    public void Takes_what_lies_in_a_chart_for_templates()
    {
        const string Service = "apiVersion: v1\nkind: Service\nmetadata: {name: x}\n";
        var reading = Reading.Of(
            new Manifest.Readable("shop/Chart.yaml", "name: shop\n"),
            new Manifest.Readable("shop/templates/a.yaml", Service),
            new Manifest.Readable("shop/templates/b.yaml", "{{ broken"),
            new Manifest.Readable("shop/values.yaml", "replicas: 2\n"),
            new Manifest.Readable("templates/a.yaml", Service));

        Assert.Equal("shop/templates/a.yaml:1:1: info GWP1031: 2 unrendered Helm templates are passed over", reading.Only().ToString());
        Assert.Equal("templates/a.yaml", Assert.Single(reading.Objects).Span.Path);
    }

    [Theory]
    [InlineData("kustomization.yaml")]
    [InlineData("overlays/prod/kustomization.yml")]
    public void Knows_a_Kustomization_by_the_name_of_its_file(string path) =>
        Assert.Equal("GWP1032", Reading.Of("resources: [a.yaml]\n", path).Only().Rule.Code);

    [Fact]
    public void Refuses_a_tree_with_one_file_too_many()
    {
        var files = Enumerable.Range(0, ManifestLimits.Files).Select(number => new Manifest.Readable($"{number}.yaml", ""));
        const string Service = "apiVersion: v1\nkind: Service\nmetadata: {name: x}\n";
        var last = new Manifest.Readable("z.yaml", Service);

        Assert.Empty(Reading.Of([.. files.Skip(1), last]).Findings);
        Assert.Equal("GWP1005", Reading.Of([.. files, last]).Only().Rule.Code);
    }

    [Fact]
    public void Reads_the_same_objects_in_any_order_of_files()
    {
        var files = Enumerable.Range(0, 50)
            .Select(number => new Manifest.Readable($"{number}.yaml", $"apiVersion: v1\nkind: Service\nmetadata: {{name: s{number}}}\n"))
            .ToList();

        Assert.Equal(
            Reading.Of([.. files]).Objects.Select(found => found.Id),
            Reading.Of([.. files.AsEnumerable().Reverse()]).Objects.Select(found => found.Id));
    }
}
