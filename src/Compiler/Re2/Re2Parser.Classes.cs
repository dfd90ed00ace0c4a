using System.Globalization;

namespace GatewayPipeline.Compiler.Re2;

/// <content>Escapes and bracketed classes.</content>
internal sealed partial class Re2Parser
{
    private bool ParseBackslash()
    {
        var simple = Peek(1) switch
        {
            'b' => Re2Op.WordBoundary,
            'B' => Re2Op.NoWordBoundary,
            'A' => Re2Op.BeginText,
            'z' => Re2Op.EndText,
            'C' => Re2Op.AnyByte,
            _ => Re2Op.NoMatch,
        };
        if (simple is not Re2Op.NoMatch)
        {
            at += 2;
            Push(new(simple, flags));
            return true;
        }

        if (Starts(@"\Q"))
        {
            ParseQuoted();
            return true;
        }

        if (Starts(@"\p") || Starts(@"\P"))
        {
            if (!TryReadUnicodeClass(out var group))
            {
                return false;
            }

            PushClass(group);
            return true;
        }

        if (NamedByteClasses.Perl(Peek(1), Folds) is { } perl)
        {
            at += 2;
            PushClass(perl);
            return true;
        }

        if (!TryReadEscape(out var value))
        {
            return false;
        }

        PushLiteral(value);

        return true;
    }

    private void ParseQuoted()
    {
        at += 2;
        while (!Ended)
        {
            if (Starts(@"\E"))
            {
                at += 2;
                return;
            }

            PushLiteral(pattern[at++]);
        }
    }

    private bool Folds => flags.HasFlag(Re2Flags.FoldCase);

    private bool ParseBracket()
    {
        var start = at++;
        var negated = Peek() == '^' && !Ended;
        if (negated)
        {
            at++;
        }

        var builder = new ByteClass.Builder();
        var first = true;
        while (!Ended && (Peek() != ']' || first))
        {
            first = false;
            if (!ParseBracketItem(start, builder))
            {
                return false;
            }
        }

        if (Ended)
        {
            return Fail("missing ]", start, pattern.Length);
        }

        at++;
        var members = builder.Build();
        PushClass((negated ? members.Negated() : members).BytesOnly());

        return true;
    }

    private bool ParseBracketItem(int bracket, ByteClass.Builder members)
    {
        var left = pattern.Length - at;
        if (left > 2 && Starts("[:") && pattern.IndexOf(":]", at + 2, StringComparison.Ordinal) is >= 0 and var end)
        {
            if (NamedByteClasses.Posix(pattern[(at + 2)..end], Folds) is not { } posix)
            {
                return Fail("invalid character class range", at, end + 2);
            }

            at = end + 2;
            members.Add(posix);
            return true;
        }

        if (left > 2 && (Starts(@"\p") || Starts(@"\P")))
        {
            if (!TryReadUnicodeClass(out var unicode))
            {
                return false;
            }

            members.Add(unicode);
            return true;
        }

        if (Peek() == '\\' && NamedByteClasses.Perl(Peek(1), Folds) is { } perl)
        {
            at += 2;
            members.Add(perl);
            return true;
        }

        var start = at;
        if (!TryReadMember(bracket, out var low))
        {
            return false;
        }

        var high = low;
        if (pattern.Length - at >= 2 && Peek() == '-' && Peek(1) != ']')
        {
            at++;
            if (!TryReadMember(bracket, out high))
            {
                return false;
            }
        }

        if (high < low)
        {
            return Fail("invalid character class range", start, at);
        }

        members.Add(low, high, Folds);

        return true;
    }

    private bool TryReadMember(int bracket, out char value)
    {
        value = '\0';
        if (Ended)
        {
            return Fail("missing ]", bracket, pattern.Length);
        }

        if (Peek() == '\\')
        {
            return TryReadEscape(out value);
        }

        value = pattern[at++];

        return true;
    }

    private bool TryReadUnicodeClass(out ByteClass members)
    {
        members = ByteClass.Empty;
        var start = at;
        var negated = Peek(1) == 'P';
        at += 2;
        string name;
        if (Ended)
        {
            return Fail("invalid character class range", start, at);
        }

        if (Peek() != '{')
        {
            name = pattern[at++].ToString();
        }
        else
        {
            var end = pattern.IndexOf('}', at);
            if (end < 0)
            {
                return Fail("invalid character class range", start, pattern.Length);
            }

            name = pattern[(at + 1)..end];
            at = end + 1;
        }

        if (name.StartsWith('^'))
        {
            negated = !negated;
            name = name[1..];
        }

        if (NamedByteClasses.Unicode(name) is not { } group)
        {
            return Fail("invalid character class range", start, at);
        }

        members = NamedByteClasses.Of(group, Folds, negated);

        return true;
    }

    private bool TryReadEscape(out char value)
    {
        var start = at;
        value = '\0';
        if (pattern.Length - at < 2)
        {
            return Fail(@"trailing \", 0, 0);
        }

        at++;
        var letter = pattern[at++];
        switch (letter)
        {
            case >= '1' and <= '7' when Peek() is >= '0' and <= '7' && !Ended:
            case '0':
                return TryReadOctal(start, letter, out value);
            case 'x':
                return TryReadHex(start, out value);
        }

        value = letter switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'a' => '\a',
            'f' => '\f',
            'v' => '\v',
            _ => letter,
        };

        return value != letter || (letter < 0x80 && !char.IsAsciiLetterOrDigit(letter))
            || Fail("invalid escape sequence", start, letter < 0x80 ? at : EndOfCharacter());
    }

    private int EndOfCharacter()
    {
        while (!Ended && (Peek() & 0xC0) == 0x80)
        {
            at++;
        }

        return at;
    }

    private bool TryReadOctal(int start, char first, out char value)
    {
        var code = first - '0';
        for (var digits = 1; digits < 3 && !Ended && Peek() is >= '0' and <= '7'; digits++)
        {
            code = (code * 8) + (pattern[at++] - '0');
        }

        value = (char)code;

        return code <= 0xFF || Fail("invalid escape sequence", start, at);
    }

    private bool TryReadHex(int start, out char value)
    {
        value = '\0';
        if (!Starts("{"))
        {
            var digits = pattern.AsSpan(at, Math.Min(2, pattern.Length - at));
            at += digits.Length;

            if (digits.Length < 2 || !byte.TryParse(digits, NumberStyles.AllowHexSpecifier, null, out var two))
            {
                return Fail("invalid escape sequence", start, at);
            }

            value = (char)two;

            return true;
        }

        at++;
        var code = 0;
        var first = at;
        while (!Ended && char.IsAsciiHexDigit(Peek()))
        {
            code = (code * 16) + Convert.ToInt32(pattern[at++].ToString(), 16);
            if (code > 0xFF)
            {
                return Fail("invalid escape sequence", start, at);
            }
        }

        if (at == first || Peek() != '}')
        {
            at = Math.Min(at + 1, pattern.Length);
            return Fail("invalid escape sequence", start, at);
        }

        at++;
        value = (char)code;

        return true;
    }
}
