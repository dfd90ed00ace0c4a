namespace GatewayPipeline.Compiler.Re2;

/// <content>Repetition and groups with a question mark.</content>
internal sealed partial class Re2Parser
{
    private bool ParseOperator(int lastOperator)
    {
        var start = at;
        var op = pattern[at++] switch
        {
            '*' => Re2Op.Star,
            '+' => Re2Op.Plus,
            _ => Re2Op.Quest,
        };

        return TryReadGreed(lastOperator, out var own) && HasOperand(start)
            && ReplaceTop(Re2Node.Repeated(op, stack[^1], own));
    }

    private bool ParseCounted(int lastOperator, int minimum, int maximum, int end)
    {
        var start = at;
        at = end;
        if (!TryReadGreed(lastOperator, out var own))
        {
            return false;
        }

        if ((maximum != Re2Node.Unbounded && maximum < minimum) || maximum > MostRepetitions
            || minimum > MostRepetitions)
        {
            return Fail("invalid repetition size", start, at);
        }

        if (!HasOperand(start))
        {
            return false;
        }

        var repeated = Re2Node.Counted(stack[^1], minimum, maximum, own);

        return repeated.Repetitions > MostRepetitions
            ? Fail("invalid repetition size", start, at)
            : ReplaceTop(repeated);
    }

    private bool TryReadGreed(int lastOperator, out Re2Flags own)
    {
        own = flags;
        if (Peek() == '?')
        {
            at++;
            own ^= Re2Flags.NonGreedy;
        }

        return lastOperator < 0 || Fail("bad repetition operator", lastOperator, at);
    }

    private bool HasOperand(int start) =>
        (stack.Count > 0 && !stack[^1].IsMarker) || Fail("no argument for repetition operator", start, at);

    private bool ReplaceTop(Re2Node node)
    {
        stack[^1] = node;

        return true;
    }

    // {2}, {2,} or {2,4}; everything else that starts with a brace is text.
    private bool TryReadCounts(out int minimum, out int maximum, out int end)
    {
        end = at + 1;
        maximum = 0;
        if (!TryReadInteger(ref end, out minimum) || end >= pattern.Length)
        {
            return false;
        }

        maximum = minimum;
        if (pattern[end] == ',')
        {
            end++;
            maximum = Re2Node.Unbounded;
            if (end < pattern.Length && pattern[end] != '}' && !TryReadInteger(ref end, out maximum))
            {
                return false;
            }
        }

        return end < pattern.Length && pattern[end++] == '}';
    }

    private bool TryReadInteger(ref int position, out int value)
    {
        value = 0;
        var start = position;
        while (position < pattern.Length && char.IsAsciiDigit(pattern[position]))
        {
            if (value >= 100_000_000)
            {
                return false;
            }

            value = (value * 10) + (pattern[position++] - '0');
        }

        return position > start && (position == start + 1 || pattern[start] != '0');
    }

    private bool ParsePerlGroup()
    {
        if (Starts("(?<=") || Starts("(?<!"))
        {
            return Fail("invalid perl operator", at, at + 4);
        }

        if (Starts("(?P<") || Starts("(?<"))
        {
            return ParseNamedGroup(Starts("(?P<") ? 4 : 3);
        }

        var start = at;
        at += 2;
        var own = flags;
        var negated = false;
        var saw = false;
        while (true)
        {
            if (Ended)
            {
                return Fail("invalid perl operator", start, at);
            }

            var letter = pattern[at++];
            switch (letter)
            {
                case 'i' or 'm' or 's' or 'U':
                    saw = true;
                    own = Switch(own, letter, !negated);
                    break;
                case '-' when !negated:
                    negated = true;
                    saw = false;
                    break;
                case ':' or ')' when !negated || saw:
                    return FinishPerlGroup(own, opens: letter == ':');
                default:
                    return Fail("invalid perl operator", start, at);
            }
        }
    }

    private bool FinishPerlGroup(Re2Flags own, bool opens)
    {
        if (opens && !OpenGroup(capture: 0, length: 0))
        {
            return false;
        }

        flags = own;

        return true;
    }

    private static Re2Flags Switch(Re2Flags flags, char letter, bool on)
    {
        var flag = letter switch
        {
            'i' => Re2Flags.FoldCase,
            'm' => Re2Flags.OneLine,
            's' => Re2Flags.DotMatchesNewline,
            _ => Re2Flags.NonGreedy,
        };

        // (?m) is the opposite of "one line".
        return on == (letter != 'm') ? flags | flag : flags & ~flag;
    }

    private bool ParseNamedGroup(int prefix)
    {
        var end = pattern.IndexOf('>', at + prefix);
        if (end < 0)
        {
            return Fail("invalid named capture group", at, pattern.Length);
        }

        var name = pattern[(at + prefix)..end];

        return name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_')
            ? OpenGroup(++captures, end + 1 - at)
            : Fail("invalid named capture group", at, end + 1);
    }
}
