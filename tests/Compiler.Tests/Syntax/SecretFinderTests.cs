using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Tests.Syntax;

/// <summary>Keys and tokens among manifests: found wherever they lie, and never printed.</summary>
public sealed class SecretFinderTests
{
    private const string Body = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg";

    // Put together here, so that nobody who looks through this repository for secrets finds one.
    public static TheoryData<string, string> Secrets => new()
    {
        { "a private key", $"-----BEGIN {"PRIVATE"} KEY-----\\n{Body}\\n-----END {"PRIVATE"} KEY-----" },
        { "a private key", $"-----BEGIN EC {"PRIVATE"} KEY-----\\n{Body}" },
        { "a private key in base64", Encoded($"-----BEGIN RSA {"PRIVATE"} KEY-----\n{Body}\n") },
        { "a private key in base64", Encoded($"-----BEGIN {"PRIVATE"} KEY-----\n{Body}\n") },
        { "the key of an Azure account", $"AccountName=shop;AccountKey={Body}{Body[..38]}==;EndpointSuffix=core" },
        { "a shared access signature", $"https://shop.example/c?sv=2024-11-04&se=2030&sig={Body[..43]}%3D" },
        { "an access key of AWS", $"{"AKIA"}IOSFODNN7EXAMPLE" },
        { "a signed token (JWT)", $"Bearer {"eyJ"}hbGciOiJIUzI1NiJ9.{"eyJ"}zdWIiOiIxMjM0NTY3ODkwIn0.{Body}" },
        { "a token of a git host", $"{"ghp"}_{Body[..36]}" },
        { "a token of a git host", $"{"glpat"}-{Body[..20]}" },
    };

    [Theory]
    [MemberData(nameof(Secrets))]
    public void A_secret_is_an_error_wherever_it_lies_and_is_masked(string what, string secret)
    {
        foreach (var text in new[]
        {
            $"apiVersion: v1\nkind: Service\nmetadata: {{name: x, annotations: {{a: \"{secret}\"}}}}\n",
            $"# {secret}\napiVersion: v1\nkind: Service\nmetadata: {{name: x}}\n",
            $"apiVersion: v1\nkind: Service\nmetadata: {{name: \"{secret}\"}}\nspec: [\n",
            $"apiVersion: v1\nkind: \"{secret}\"\nmetadata: {{name: x}}\n",
        })
        {
            var tree = ManifestTree.Of([new Manifest.Readable("a.yaml", text)]);
            var compilation = GatewayCompiler.Compile(tree, new());
            var printed = DiagnosticText.Render(compilation.Diagnostics, tree)
                + DiagnosticJson.Render(compilation.Diagnostics, compilation.Manifests);

            Assert.Contains($"error GWP4002: this looks like {what}, and must not lie in the tree", printed, StringComparison.Ordinal);
            Assert.Null(compilation.Snapshot);
            Assert.DoesNotContain(Core(secret), printed, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_line_of_a_key_is_masked_and_none_behind_it()
    {
        var text = $"""
            apiVersion: v1
            kind: Service
            metadata:
              name: x
              annotations:
                key: |
                  -----BEGIN {"PRIVATE"} KEY-----
                  {Body}
                  {Body}
                  -----END {"PRIVATE"} KEY-----
              labels: plain
            """;

        var masked = SecretText.Masked(text);

        Assert.DoesNotContain(Body, masked, StringComparison.Ordinal);
        Assert.Equal(text.Length, masked.Length);
        Assert.Equal(text.Split('\n')[^1], masked.Split('\n')[^1]);
        Assert.Equal(text.Split('\n')[..6], masked.Split('\n')[..6]);
    }

    [Theory]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----")]
    [InlineData("https://shop.example/?sig=short&x=1")]
    [InlineData("AKIA is a prefix, and AKIAIOSFODNN7EXAMPLEISTOOLONG is no key")]
    [InlineData("eyJ.eyJ.abc")]
    [InlineData("ghp_short")]
    [InlineData("credentialName: AccountKey=see-the-vault")]
    public void What_is_no_secret_is_left_alone(string text)
    {
        Assert.Empty(SecretText.Find(text));
        Assert.Same(text, SecretText.Masked(text));
    }

    private static string Encoded(string text) => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(text));

    private static string Core(string secret) => secret.Contains(Body[..20], StringComparison.Ordinal)
        ? Body[..20]
        : secret[^16..];
}
