using System.Buffers;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Syntax;

/// <summary>
/// Reads the YAML that nearly every manifest is written in: block mappings and lists, each value on one line, plain, in
/// quotes or in brackets. Whatever is written otherwise, or wrong, it declines as a whole, and the parser of all YAML
/// reads it. It is here because that parser takes most of the time of a large tree; where both read a document they
/// give the same syntax at the same places.
/// </summary>
internal sealed class SimpleYaml
{
    // Line breaks other than \n, tabs, what YAML forbids, and what counts for more than one column.
    private static readonly SearchValues<char> Foreign = SearchValues.Create(
    [
        .. Enumerable.Range(0, 32).Select(code => (char)code).Where(code => code is not '\n'),
        '\u007f', '\u0085', '\u2028', '\u2029', '\uFEFF', '\uFFFE', '\uFFFF',
        .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code),
    ]);

    private readonly string path;
    private readonly LineCursor cursor;
    private readonly SimpleScalars scalars;
    private readonly SimpleFlow flow;
    private readonly OpenItems<SyntaxNode> items;
    private readonly OpenItems<EntrySyntax> entries;
    private int depth;

    private SimpleYaml(string path, DocumentSplitter.Piece piece, ParserMemory memory)
    {
        this.path = path;
        cursor = new(piece);
        scalars = new(path, cursor, memory.Strings);
        (items, entries) = (memory.Items, memory.Entries);
        flow = new(path, cursor, scalars, items, entries);
    }

    /// <summary>The root of the document, or null if it is not as simple as that.</summary>
    public static SyntaxNode? TryRead(string path, DocumentSplitter.Piece piece, ParserMemory memory)
    {
        memory.Close();

        return piece.Span.ContainsAny(Foreign) ? null : new SimpleYaml(path, piece, memory).ReadRoot();
    }

    private SyntaxNode? ReadRoot()
    {
        cursor.SkipToContent();
        if (cursor.Indent is 0 && cursor.Rest.StartsWith("---", StringComparison.Ordinal))
        {
            cursor.Position += "---".Length;
            if (!cursor.EndLine())
            {
                return null;
            }
        }

        return !cursor.IsAtEnd && ReadBlock() is { } root && cursor.IsAtEnd ? root : null;
    }

    private SyntaxNode? ReadBlock()
    {
        if (depth == ManifestLimits.Depth)
        {
            return null;
        }

        depth++;
        SyntaxNode? node = cursor.IsAtDash ? ReadList() : ReadMapping();
        depth--;

        return node;
    }

    private SequenceSyntax? ReadList()
    {
        var (start, indent) = (cursor.Here, cursor.Indent);
        var first = items.Count;
        SyntaxNode? item;
        do
        {
            item = ReadItem(indent);
            if (item is null)
            {
                return null;
            }

            items.Add(item);
        }
        while (cursor.Indent == indent && cursor.IsAtDash);

        return cursor.Indent > indent ? null : new(new(path, start, item.Span.End), items.TakeFrom(first));
    }

    private SyntaxNode? ReadItem(int indent)
    {
        cursor.Position++;
        var (behind, before) = (cursor.Here, cursor.Position);
        cursor.SkipSpaces();
        var content = cursor.Position;
        if (cursor.IsAtDash || scalars.ReadKey() is not null)
        {
            cursor.Position = content;

            return ReadBlock();
        }

        cursor.Position = before;

        return ReadValue(behind, indent, mayBeList: false);
    }

    private MappingSyntax? ReadMapping()
    {
        var (start, indent) = (cursor.Here, cursor.Indent);
        var first = entries.Count;
        var keys = new MappingKeys();
        SyntaxNode? value;
        do
        {
            if (scalars.ReadKey() is not { } key || keys.IsTaken(key.Value, entries.From(first)))
            {
                return null;
            }

            value = ReadValue(cursor.Here, indent, mayBeList: true);
            if (value is null)
            {
                return null;
            }

            entries.Add(new(key, value));
        }
        while (cursor.Indent == indent);

        return cursor.Indent > indent ? null : new(new(path, start, value.Span.End), entries.TakeFrom(first));
    }

    /// <summary>What stands behind a colon or a dash, there or on the lines below; then the next line is reached.</summary>
    private SyntaxNode? ReadValue(SourcePosition behind, int indent, bool mayBeList)
    {
        if (cursor.EndLine())
        {
            return cursor.Indent > indent || (mayBeList && cursor.Indent == indent && cursor.IsAtDash)
                ? ReadBlock()
                : new ScalarSyntax(new(path, behind, behind), "", IsPlain: true);
        }

        cursor.SkipSpaces();
        var value = cursor.Current is '"' or '\'' or '[' or '{'
            ? flow.Read(ManifestLimits.Depth - depth)
            : scalars.ReadPlain();

        // Deeper lines would continue the value.
        return value is not null && cursor.EndLine() && cursor.Indent <= indent ? value : null;
    }
}
