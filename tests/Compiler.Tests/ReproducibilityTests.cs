using System.Globalization;
using System.Text;
using CsCheck;
using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler.Tests.Corpus;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Tests;

/// <summary>The same manifests give the same bytes, however they are written down.</summary>
public sealed class ReproducibilityTests
{
    private static readonly ManifestTree Tree = CorpusTests.Read("action/weights");

    private static readonly string[] Documents =
        [.. Tree.Files.Cast<Manifest.Readable>().SelectMany(file => file.Text.Split("---\n"))];

    [Fact]
    public void Order_and_names_of_files_and_comments_change_nothing() =>
        Gen.Shuffle(Documents).Select(Gen.Int[1, 4], Gen.String[Gen.Char.AlphaNumeric, 1, 8]).Sample(
            sample =>
            {
                var (documents, perFile, name) = sample;
                var files = documents.Chunk(perFile)
                    .Select((chunk, i) => new Manifest.Readable($"{name}/{i}.yaml", $"# {name}\n" + string.Join("---\n# more\n", chunk)));

                Assert.Equal(Digest(Tree), Digest(ManifestTree.Of(files)));
            },
            iter: 50);

    [Fact]
    public void The_culture_of_the_thread_changes_nothing()
    {
        var expected = Digest(Tree);
        var before = CultureInfo.CurrentCulture;
        var foreign = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        foreign.NumberFormat.NumberDecimalSeparator = ",";
        foreign.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = foreign;

            Assert.Equal(expected, Digest(Tree));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Any_text_gives_a_compilation() => Gen.OneOf(
            Gen.String,
            Gen.Int[0, Documents.Length - 1].Select(i => Documents[i]).Select(Gen.Int[0, 400], Gen.Char, Mutate))
        .Sample(text => Pack(GatewayCompiler.Compile(ManifestTree.Of([.. Tree.Files.Take(1), new Manifest.Readable("x.yaml", text)]), new())), iter: 300);

    // What compiles can be packed.
    private static void Pack(Compilation compilation)
    {
        if (compilation.Succeeded)
        {
            BundleWriter.Pack(compilation.Snapshot);
        }
    }

    private static string Mutate(string document, int place, char character)
    {
        var text = new StringBuilder(document);
        text[place % text.Length] = character;

        return text.ToString();
    }

    private static BundleDigest Digest(ManifestTree tree)
    {
        var compilation = GatewayCompiler.Compile(tree, new());
        Assert.True(compilation.Succeeded, string.Join('\n', compilation.Diagnostics));

        return BundleWriter.Pack(compilation.Snapshot).ContentDigest;
    }
}
