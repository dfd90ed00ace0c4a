using GatewayPipeline.Cli.Output;

namespace GatewayPipeline.Cli.Tests;

public class JsonAsYamlTests
{
    [Fact]
    public void Nested_collections_become_blocks() => Assert.Equal(
        """
        - name: http.80
          hosts:
            - domains:
                - "*"
                - a.example
              routes: []
            - timeout: 0.250s
              grid:
                - - 1
                  - 2
                - []
          empty: {}
          on: true
          word: "true"
          text: "a: \"b\"\n"
          none: null

        """.Replace("  on:", "  \"on\":", StringComparison.Ordinal),
        JsonAsYaml.Convert(
            """
            [{"name":"http.80","hosts":[{"domains":["*","a.example"],"routes":[]},{"timeout":"0.250s","grid":[[1,2],[]]}],
              "empty":{},"on":true,"word":"true","text":"a: \"b\"\n","none":null}]
            """));

    [Theory]
    [InlineData("[]", "[]\n")]
    [InlineData("{}", "{}\n")]
    [InlineData("""{"a":"b"}""", "a: b\n")]
    public void Small_documents_stay_small(string json, string yaml) => Assert.Equal(yaml, JsonAsYaml.Convert(json));
}
