using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler;

/// <summary>
/// A tree by namespaces. A document belongs to the namespace that its object names. Objects that name none, Fleets and
/// HostOwnerships belong to no namespace alone: they stay with the tree.
/// </summary>
public sealed partial class TreeParts
{
    private readonly ManifestTree tree;
    private readonly ImmutableArray<FileParts> files;

    private TreeParts(ManifestTree tree, ImmutableArray<FileParts> files) => (this.tree, this.files) = (tree, files);

    public static TreeParts Of(ManifestTree tree) =>
        new(tree, tree.Files.OfType<Manifest.Readable>().ToArray().SelectInParallel(Read));

    /// <summary>The namespace that alone is answerable for a place; null: there is none.</summary>
    public string? NamespaceAt(SourceSpan place) => files
        .FirstOrDefault(parts => parts.File.Path == place.Path)?.Documents
        .LastOrDefault(part => part.FirstLine <= place.Start.Line)?.Namespace;

    /// <summary>The documents of one namespace, each on the lines where it was written.</summary>
    /// <param name="mark">Goes into the paths, to tell the files from those of another commit.</param>
    public ImmutableArray<Manifest> Part(string name, string mark) =>
    [
        .. files.Where(parts => parts.Has(name)).Select(parts => new Manifest.Readable(
            Marked(parts.File.Path, mark), parts.Keep(part => part.Namespace == name))),
    ];

    /// <summary>SHA-256 over paths and documents of one namespace.</summary>
    public BundleDigest DigestOf(string name)
    {
        var text = new StringBuilder();
        foreach (var file in Part(name, mark: "").OfType<Manifest.Readable>())
        {
            text.Append(file.Path).Append('\0').Append(file.Text).Append('\0');
        }

        return BundleDigest.Of(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>The tree without the documents of these namespaces, and with the files in their stead.</summary>
    public ManifestTree Replace(IReadOnlySet<string> names, IEnumerable<Manifest> others)
    {
        var kept = files.ToDictionary(
            parts => parts.File.Path,
            parts => parts.File with { Text = parts.Keep(part => !names.Contains(part.Namespace ?? "")) },
            StringComparer.Ordinal);
        var own = tree.Files.Select(file => kept.GetValueOrDefault(file.Path) ?? file);

        return ManifestTree.Of([.. own, .. tree.SuppressionFiles, .. others], tree.Name);
    }

    private static FileParts Read(Manifest.Readable file)
    {
        var documents = ManifestParser.Parse(file).ToDictionary(document => document.FirstLine);
        var parts = ImmutableArray.CreateBuilder<DocumentPart>();
        foreach (var piece in DocumentSplitter.Split(file.Text))
        {
            var root = documents.GetValueOrDefault(piece.FirstLine)?.Root as MappingSyntax;
            parts.Add(new(piece.FirstLine, piece.Start, piece.Text, root is null ? null : NamespaceOf(new(root))));
        }

        var known = parts.ToImmutable();

        return new(file, [.. known.Select(part => documents.GetValueOrDefault(part.FirstLine)?.IsBroken is true
            ? part with { Namespace = Guess(part.Text, known) }
            : part)]);
    }

    private static string? NamespaceOf(Fields fields) => fields.Text("apiVersion") switch
    {
        null => null,
        var version when version.StartsWith(KindTable.OwnGroup, StringComparison.Ordinal) => null,
        _ when fields.Node("items") is SequenceSyntax items => OnlyOne(
            items.Items.Select(item => item is MappingSyntax mapping ? NamespaceOf(new(mapping)) : null)),
        _ => fields.Object("metadata")?.Text("namespace") is { Length: > 0 } name ? name : null,
    };

    // What cannot be read belongs to a namespace only if it names that alone, and its file holds nothing of another.
    private static string? Guess(string text, ImmutableArray<DocumentPart> neighbours) => OnlyOne(
        NamespaceLine().Matches(text).Select(match => match.Groups["name"].Value)
            .Concat(neighbours.Select(part => part.Namespace).OfType<string>())) is { } name
        && NamespaceLine().IsMatch(text)
            ? name
            : null;

    private static string? OnlyOne(IEnumerable<string?> names) =>
        names.Distinct().ToArray() is [var only] ? only : null;

    private static string Marked(string path, string mark)
    {
        var dot = path.LastIndexOf('.');

        return mark is "" || dot < 0 ? path + mark : $"{path[..dot]}@{mark}{path[dot..]}";
    }

    [GeneratedRegex(
        """^\s*"?namespace"?\s*:\s*["']?(?<name>[a-z0-9]([a-z0-9-]*[a-z0-9])?)["']?\s*,?\s*(#.*)?$""",
        RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    private sealed record DocumentPart(int FirstLine, int Start, string Text, string? Namespace);

    private sealed record FileParts(Manifest.Readable File, ImmutableArray<DocumentPart> Documents)
    {
        public bool Has(string name) => Documents.Any(part => part.Namespace == name);

        /// <summary>The text with empty lines where the other documents stand.</summary>
        public string Keep(Func<DocumentPart, bool> isKept)
        {
            var text = new StringBuilder();
            var at = 0;
            foreach (var part in Documents.Where(part => !isKept(part)))
            {
                text.Append(File.Text, at, part.Start - at);
                text.Append([.. part.Text.Where(character => character is '\n' or '\r')]);
                at = part.Start + part.Text.Length;
            }

            return text.Append(File.Text, at, File.Text.Length - at).ToString();
        }
    }
}
