using System.Diagnostics.CodeAnalysis;

namespace GatewayPipeline.Compiler.Re2;

/// <summary>
/// Reads RE2's syntax as Envoy has it read: Perl's classes and operators, one line unless <c>(?m)</c>, bytes instead of
/// characters.
/// Builds the same tree as RE2, since the size of the program depends on it.
/// </summary>
internal sealed partial class Re2Parser
{
    /// <summary>RE2's bound for a count, and for the product of nested counts.</summary>
    private const int MostRepetitions = 1000;

    // Our own bounds: RE2 has none here, but nothing that deep or long is a route.
    private const int DeepestNesting = 500;
    private const int LongestPattern = 1 << 20;

    private readonly string pattern;
    private readonly List<Re2Node> stack = [];
    private Re2Flags flags = Re2Flags.OneLine;
    private int at;
    private int captures;
    private int depth;
    private Re2Error? error;

    private Re2Parser(string pattern) => this.pattern = pattern;

    public static bool TryParse(
        string text, [NotNullWhen(true)] out Re2Node? node, out int captures, [NotNullWhen(false)] out Re2Error? error)
    {
        var parser = new Re2Parser(ByteText.ToBytes(text));
        node = parser.Parse();
        captures = parser.captures;
        error = node is null ? parser.error ?? new("internal error", 0) : null;

        return node is not null;
    }

    private bool Ended => at >= pattern.Length;

    private char Peek(int distance = 0) => at + distance < pattern.Length ? pattern[at + distance] : '\0';

    private bool Starts(string text) => string.CompareOrdinal(pattern, at, text, 0, text.Length) == 0;

    private bool Fail(string reason, int start, int end)
    {
        var argument = ByteText.FromBytes(pattern[start..Math.Min(end, pattern.Length)]);
        var position = ByteText.FromBytes(pattern[..start]).Length;
        error = new(argument.Length == 0 ? reason : $"{reason}: {argument}", position);

        return false;
    }

    private Re2Node? Parse()
    {
        if (pattern.Length > LongestPattern)
        {
            Fail($"pattern is longer than {LongestPattern} bytes", 0, 0);
            return null;
        }

        var lastOperator = -1;
        while (!Ended)
        {
            var start = at;
            var isOperator = false;
            if (!ParseOne(lastOperator, ref isOperator))
            {
                return null;
            }

            lastOperator = isOperator ? start : -1;
        }

        FinishAlternation();
        if (stack.Count != 1)
        {
            Fail("missing )", 0, pattern.Length);
            return null;
        }

        return stack[0];
    }

    private bool ParseOne(int lastOperator, ref bool isOperator)
    {
        switch (Peek())
        {
            case '(':
                return Starts("(?") ? ParsePerlGroup() : OpenGroup(++captures, 1);
            case '|':
                at++;
                VerticalBar();
                return true;
            case ')':
                return CloseGroup();
            case '^':
                at++;
                Push(new(flags.HasFlag(Re2Flags.OneLine) ? Re2Op.BeginText : Re2Op.BeginLine, flags));
                return true;
            case '$':
                at++;
                Push(flags.HasFlag(Re2Flags.OneLine)
                    ? new(Re2Op.EndText, flags | Re2Flags.WasDollar)
                    : new(Re2Op.EndLine, flags));
                return true;
            case '.':
                at++;
                PushDot();
                return true;
            case '[':
                return ParseBracket();
            case '*' or '+' or '?':
                isOperator = true;
                return ParseOperator(lastOperator);
            case '{' when TryReadCounts(out var minimum, out var maximum, out var end):
                isOperator = true;
                return ParseCounted(lastOperator, minimum, maximum, end);
            case '\\':
                return ParseBackslash();
            default:
                PushLiteral(pattern[at++]);
                return true;
        }
    }

    private void PushDot()
    {
        if (flags.HasFlag(Re2Flags.DotMatchesNewline))
        {
            Push(new(Re2Op.AnyChar, flags));
            return;
        }

        PushClass(ByteClass.Range(0, 255).Without('\n'));
    }

    private void Push(Re2Node node)
    {
        ConcatenateText();
        stack.Add(node);
    }

    private void PushClass(ByteClass members)
    {
        var smallest = members.Smallest;
        if (members.Count == 1 && smallest is >= 0 and < 256)
        {
            Push(Re2Node.Text(((char)smallest).ToString(), flags));
        }
        else if (members.Count == 2 && smallest is >= 'A' and <= 'Z' && members.Contains(smallest + 32))
        {
            Push(Re2Node.Text(((char)(smallest + 32)).ToString(), flags | Re2Flags.FoldCase));
        }
        else
        {
            Push(new(Re2Op.CharClass, flags & ~Re2Flags.FoldCase) { Class = members });
        }
    }

    private void PushLiteral(char value)
    {
        var stored = flags.HasFlag(Re2Flags.FoldCase) && char.IsAsciiLetter(value) ? char.ToLowerInvariant(value)
            : value;
        Push(Re2Node.Text(stored.ToString(), flags));
    }

    // Two texts on the top become one before something else is pushed. The last byte stays alone until then,
    // since an operator may follow that takes only that byte.
    private void ConcatenateText()
    {
        if (stack.Count < 2 || stack[^1].Op is not Re2Op.Literal || stack[^2].Op is not Re2Op.Literal
            || stack[^1].Folds != stack[^2].Folds)
        {
            return;
        }

        stack[^2].Append(stack[^1].Bytes);
        stack.RemoveAt(stack.Count - 1);
    }

    private bool OpenGroup(int capture, int length)
    {
        if (++depth > DeepestNesting)
        {
            return Fail($"groups nest deeper than {DeepestNesting}", at, at);
        }

        at += length;
        Push(new(Re2Op.LeftParen, flags) { Capture = capture });

        return true;
    }

    private bool CloseGroup()
    {
        at++;
        FinishAlternation();
        if (stack.Count < 2 || stack[^2].Op is not Re2Op.LeftParen)
        {
            return Fail("unexpected )", 0, pattern.Length);
        }

        depth--;
        var inner = stack[^1];
        var opening = stack[^2];
        stack.RemoveRange(stack.Count - 2, 2);
        flags = opening.Flags;
        Push(opening.Capture == 0
            ? inner
            : new(Re2Op.Capture, opening.Flags)
            {
                Children = [inner],
                Capture = opening.Capture,
                Repetitions = inner.Repetitions,
            });

        return true;
    }

    private void VerticalBar()
    {
        ConcatenateText();
        FinishConcatenation();

        // What was just read goes below the bar; everything below it down to the marker is a branch.
        if (stack.Count < 2 || stack[^2].Op is not Re2Op.VerticalBar)
        {
            Push(new(Re2Op.VerticalBar, flags));
            return;
        }

        var read = stack[^1];
        var below = stack.Count > 2 ? stack[^3] : null;
        var bar = stack[^2];
        stack.RemoveRange(stack.Count - 2, 2);
        if (below?.Op is Re2Op.AnyChar && Mergeable(read))
        {
            // The branch before takes any byte anyway.
        }
        else if (read.Op is Re2Op.AnyChar && below is not null && Mergeable(below))
        {
            stack[^1] = read;
        }
        else
        {
            stack.Add(read);
        }

        stack.Add(bar);
    }

    private static bool Mergeable(Re2Node node) =>
        node.IsCharacter || node.Op is Re2Op.CharClass or Re2Op.AnyChar;

    private void FinishConcatenation()
    {
        if (stack.Count == 0 || stack[^1].IsMarker)
        {
            Push(new(Re2Op.EmptyMatch, flags));
        }

        Collapse(Re2Op.Concat);
    }

    private void FinishAlternation()
    {
        VerticalBar();
        stack.RemoveAt(stack.Count - 1);
        Collapse(Re2Op.Alternate);
    }

    private void Collapse(Re2Op op)
    {
        var start = stack.Count;
        while (start > 0 && !stack[start - 1].IsMarker)
        {
            start--;
        }

        if (stack.Count - start == 1)
        {
            return;
        }

        List<Re2Node> children = [];
        foreach (var node in stack[start..])
        {
            if (node.Op == op)
            {
                children.AddRange(node.Children);
            }
            else
            {
                children.Add(node);
            }
        }

        stack.RemoveRange(start, stack.Count - start);
        stack.Add(Re2Node.List(
            op, op is Re2Op.Alternate ? AlternationFactoring.Factor(children, flags) : children, flags));
    }
}
