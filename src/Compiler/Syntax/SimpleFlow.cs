using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Syntax;

/// <summary>Reads lists and mappings between brackets, as long as they end on the line where they start.</summary>
internal sealed class SimpleFlow(
    string path, LineCursor cursor, SimpleScalars scalars, OpenItems<SyntaxNode> items, OpenItems<EntrySyntax> entries)
{
    /// <summary>Null if it is otherwise, or deeper than the levels that are left.</summary>
    public SyntaxNode? Read(int levels) => cursor.Current switch
    {
        '"' or '\'' => scalars.ReadQuoted(),
        '[' => levels > 0 ? ReadList(levels - 1) : null,
        '{' => levels > 0 ? ReadMapping(levels - 1) : null,
        _ => scalars.ReadFlowPlain(),
    };

    private SequenceSyntax? ReadList(int levels)
    {
        var start = cursor.Here;
        var first = items.Count;
        for (var more = Open(']'); more; more = Separate())
        {
            if (Read(levels) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        return Close(']') ? new(new(path, start, cursor.Here), items.TakeFrom(first)) : null;
    }

    private MappingSyntax? ReadMapping(int levels)
    {
        var start = cursor.Here;
        var first = entries.Count;
        var keys = new MappingKeys();
        for (var more = Open('}'); more; more = Separate())
        {
            if (scalars.ReadKey() is not { } key || keys.IsTaken(key.Value, entries.From(first)))
            {
                return null;
            }

            cursor.SkipSpaces();
            if (Read(levels) is not { } value)
            {
                return null;
            }

            entries.Add(new(key, value));
        }

        return Close('}') ? new(new(path, start, cursor.Here), entries.TakeFrom(first)) : null;
    }

    private bool Open(char close)
    {
        cursor.Position++;
        cursor.SkipSpaces();

        return cursor.Current != close;
    }

    // Past a comma to the next item; a bracket behind a comma is no item, and so it is declined.
    private bool Separate()
    {
        cursor.SkipSpaces();
        if (cursor.Current is not ',')
        {
            return false;
        }

        cursor.Position++;
        cursor.SkipSpaces();

        return true;
    }

    private bool Close(char close)
    {
        if (cursor.Current != close)
        {
            return false;
        }

        cursor.Position++;

        return true;
    }
}
