using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GatewayPipeline.Compiler.Syntax;

/// <summary>
/// Turns the parser's events into syntax, and stops reading at the first thing that no manifest has: the guards stand
/// before anything is built, so a hostile file costs no more than its first levels.
/// </summary>
internal sealed class DocumentParser(string path, DocumentSplitter.Piece piece)
{
    // A file that repeats one mistake a million times is told of it this often.
    private const int RepeatsToldOfOneKind = 20;

    private const int KeysComparedOneByOne = 16;

    private static readonly SearchValues<char> ControlCharacters = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(code => (char)code).Except(['\t', '\n', '\r']), '\uFFFE', '\uFFFF']);

    private readonly Parser events = new(new StringReader(piece.Text));
    private readonly List<Diagnostic> problems = [];
    private readonly Dictionary<string, int> told = new(StringComparer.Ordinal);
    private SourcePosition lastPosition = new(piece.FirstLine, 1);
    private int depth;
    private bool stopped;

    private ParsingEvent Current => events.Current ?? throw new InvalidOperationException("the document ended early");

    public DocumentSyntax Parse()
    {
        var root = ReadRoot();
        var broken = root is null;
        var mayBeTemplate = broken || told.ContainsKey(SyntaxRules.KeyNotScalar.Code);

        return new(path, piece.FirstLine)
        {
            Root = root,
            Problems = [.. problems],
            IsBroken = broken,
            IsHostile = stopped,
            NamesKind = broken && DocumentText.NamesKind(piece.Text),
            IsTemplate = mayBeTemplate && DocumentText.HasTemplateDirectives(piece.Text),
        };
    }

    private SyntaxNode? ReadRoot()
    {
        var control = piece.Text.AsSpan().IndexOfAny(ControlCharacters);
        if (control >= 0)
        {
            var code = ((int)piece.Text[control]).ToString("X4", CultureInfo.InvariantCulture);
            var at = DocumentText.PositionOf(piece, control);
            problems.Add(SyntaxRules.ControlCharacter
                .At(new(path, at, at with { Column = at.Column + 1 }), $"U+{code}")
                .WithHelp("delete it; in a double-quoted value it can be written as an escape such as \"\\x1b\""));
            return null;
        }

        try
        {
            Advance();
            Advance();
            if (Current is StreamEnd)
            {
                return new ScalarSyntax(new(path, lastPosition, lastPosition), "", IsPlain: true);
            }

            Advance();
            var root = ReadNode();
            if (!stopped)
            {
                // The rest of the piece can still be broken: a bracket too many, text behind a quoted value.
                Advance();
            }

            return stopped ? null : root;
        }
        catch (YamlException error)
        {
            problems.Add(YamlErrors.Explain(path, piece, error, lastPosition));
            return null;
        }
        catch (Exception error)
            when (error is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The parser's own slips on text that is no YAML: to the user it is one and the same.
            problems.Add(YamlErrors.Explain(path, piece, null, lastPosition));
            return null;
        }
    }

    private void Advance()
    {
        if (!events.MoveNext())
        {
            throw new InvalidOperationException("the document ended early");
        }

        lastPosition = Position(Current.Start);
    }

    // Reads the node at the current event and stands on the event behind it.
    private SyntaxNode ReadNode()
    {
        SyntaxNode node = Current switch
        {
            Scalar scalar => ReadScalar(scalar),
            AnchorAlias alias => ReadAlias(alias),
            SequenceStart start => ReadSequence(start),
            MappingStart start => ReadMapping(start),
            _ => throw new InvalidOperationException("a value was expected"),
        };
        if (!stopped)
        {
            Advance();
        }

        return node;
    }

    private ScalarSyntax ReadScalar(Scalar scalar)
    {
        var span = Span(scalar);
        CheckProperties(scalar, span);

        return new(span, scalar.Value, scalar.Style is ScalarStyle.Plain && scalar.Tag.IsEmpty);
    }

    private ScalarSyntax ReadAlias(AnchorAlias alias)
    {
        var span = Span(alias);
        var name = alias.Value.Value;
        if (name.Contains('.', StringComparison.Ordinal))
        {
            Tell(SyntaxRules.BareAsterisk, () => YamlErrors.BareAsterisk(span, $"*{name}"));
        }
        else
        {
            Tell(SyntaxRules.AnchorUsed, () => SyntaxRules.AnchorUsed
                .At(span, $"*{name}")
                .WithHelp("write the value out in place of the alias"));
        }

        return new(span, $"*{name}", IsPlain: false);
    }

    private SequenceSyntax ReadSequence(SequenceStart start)
    {
        CheckProperties(start, Span(start));
        var items = ImmutableArray.CreateBuilder<SyntaxNode>();
        if (Enter(start))
        {
            Advance();
            while (!stopped && Current is not SequenceEnd)
            {
                items.Add(ReadNode());
            }
        }

        depth--;
        var end = End(start.Style is SequenceStyle.Flow, start, items.Count > 0 ? items[^1].Span.End : null);

        return new(new(path, Position(start.Start), end), items.DrainToImmutable());
    }

    private MappingSyntax ReadMapping(MappingStart start)
    {
        CheckProperties(start, Span(start));
        var entries = ImmutableArray.CreateBuilder<EntrySyntax>();
        SourcePosition? last = null;
        if (Enter(start))
        {
            Dictionary<string, LocatedText>? byName = null;
            Advance();
            while (!stopped && Current is not MappingEnd)
            {
                last = ReadEntry(entries, ref byName).Span.End;
            }
        }

        depth--;
        var end = End(start.Style is MappingStyle.Flow, start, last);

        return new(new(path, Position(start.Start), end), entries.DrainToImmutable());
    }

    private SyntaxNode ReadEntry(
        ImmutableArray<EntrySyntax>.Builder entries,
        ref Dictionary<string, LocatedText>? byName)
    {
        var key = ReadNode();
        if (stopped)
        {
            return key;
        }

        var value = ReadNode();
        if (key is not ScalarSyntax name)
        {
            TellKeyNotScalar(key);
        }
        else if (FindKey(entries, name.Value, ref byName) is { } first)
        {
            TellDuplicateKey(name, first);
        }
        else
        {
            entries.Add(new(name.Text, value));
            byName?.Add(name.Value, name.Text);
        }

        return value;
    }

    private void TellKeyNotScalar(SyntaxNode key) =>
        Tell(SyntaxRules.KeyNotScalar, () => SyntaxRules.KeyNotScalar
            .At(key.Span, key is MappingSyntax ? "a mapping" : "a list")
            .WithHelp("a value that starts with '{' or '[' must be quoted"));

    private void TellDuplicateKey(ScalarSyntax name, LocatedText first) =>
        Tell(SyntaxRules.DuplicateKey, () => SyntaxRules.DuplicateKey
            .At(name.Span, name.Value)
            .Also(first.Span, "first written here")
            .WithHelp("delete one of the two, or join their values under one key"));

    private bool Enter(ParsingEvent start)
    {
        depth++;
        if (depth <= ManifestLimits.Depth)
        {
            return true;
        }

        stopped = true;
        problems.Add(SyntaxRules.TooDeep
            .At(Span(start), ManifestLimits.Depth.ToString(CultureInfo.InvariantCulture))
            .WithHelp("if this file is no manifest, name it in .gwpignore"));

        return false;
    }

    // Nearly no node has any, so what it takes to tell of them is made apart.
    private void CheckProperties(NodeEvent node, SourceSpan span)
    {
        if (!node.Anchor.IsEmpty || !node.Tag.IsEmpty)
        {
            TellProperties(node, span);
        }
    }

    private void TellProperties(NodeEvent node, SourceSpan span)
    {
        if (!node.Anchor.IsEmpty)
        {
            Tell(SyntaxRules.AnchorUsed, () => SyntaxRules.AnchorUsed
                .At(span, $"&{node.Anchor.Value}")
                .WithHelp("write the value out wherever it is needed, and delete the anchor"));
        }

        if (!node.Tag.IsEmpty)
        {
            Tell(SyntaxRules.TagUsed, () => SyntaxRules.TagUsed
                .At(span, node.Tag.IsNonSpecific ? "!" : node.Tag.Value)
                .WithHelp("delete the tag; quote the value if it must stay text"));
        }
    }

    private void Tell(Rule rule, Func<Diagnostic> problem)
    {
        var count = told.GetValueOrDefault(rule.Code);
        told[rule.Code] = count + 1;
        if (count < RepeatsToldOfOneKind)
        {
            problems.Add(problem());
        }
    }

    // The parser says where the next token begins; a block ends with its last value, a bracket behind itself.
    private SourcePosition End(bool isFlow, ParsingEvent start, SourcePosition? last)
    {
        if (isFlow && !stopped)
        {
            var bracket = Position(Current.Start);

            return bracket with { Column = bracket.Column + 1 };
        }

        return last ?? Position(start.End);
    }

    private SourceSpan Span(ParsingEvent parsed) => new(path, Position(parsed.Start), Position(parsed.End));

    private SourcePosition Position(Mark mark) => new((int)mark.Line + piece.FirstLine - 1, (int)mark.Column);

    // Almost every mapping has few keys, and those are compared one by one.
    private static LocatedText? FindKey(
        ImmutableArray<EntrySyntax>.Builder entries,
        string name,
        ref Dictionary<string, LocatedText>? byName)
    {
        if (entries.Count >= KeysComparedOneByOne)
        {
            byName ??= entries.ToDictionary(entry => entry.Key.Value, entry => entry.Key, StringComparer.Ordinal);

            return byName.TryGetValue(name, out var known) ? known : null;
        }

        foreach (var entry in entries)
        {
            if (entry.Key.Value == name)
            {
                return entry.Key;
            }
        }

        return null;
    }
}
