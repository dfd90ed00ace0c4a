namespace GatewayPipeline.Delivery.Sources;

/// <summary>
/// One segment of a pattern against one name: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[!a-z]</c>, and a backslash that
/// takes the next character as it
/// is. Never slower than pattern times name.
/// </summary>
internal static class Glob
{
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        var (at, star, resume) = (0, -1, 0);
        var i = 0;
        while (i < name.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (star, resume) = (at++, i);
            }
            else if (at < pattern.Length && MatchesOne(pattern[at..], name[i], out var length))
            {
                at += length;
                i++;
            }
            else if (star >= 0)
            {
                // The last star takes one character more: no other needs to be asked again.
                at = star + 1;
                i = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[at..].Trim('*').IsEmpty;
    }

    private static bool MatchesOne(ReadOnlySpan<char> pattern, char character, out int length)
    {
        length = 1;
        switch (pattern[0])
        {
            case '?':
                return true;
            case '\\' when pattern.Length > 1:
                length = 2;

                return pattern[1] == character;
            case '[':
                length = SetLength(pattern);

                return length > 0 && IsInSet(pattern[1..(length - 1)], character);
            default:
                return pattern[0] == character;
        }
    }

    /// <summary>
    /// Up to and with the closing bracket, which as the first member is only itself; 0 if it is never closed: then
    /// nothing matches.
    /// </summary>
    private static int SetLength(ReadOnlySpan<char> pattern)
    {
        var start = pattern.Length > 1 && pattern[1] is '!' or '^' ? 3 : 2;
        var end = start < pattern.Length ? pattern[start..].IndexOf(']') : -1;

        return end < 0 ? 0 : start + end + 1;
    }

    private static bool IsInSet(ReadOnlySpan<char> set, char character)
    {
        var isNegated = set[0] is '!' or '^';
        set = isNegated ? set[1..] : set;
        var found = false;
        for (var i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                found |= character >= set[i] && character <= set[i + 2];
                i += 2;
            }
            else
            {
                found |= character == set[i];
            }
        }

        return found != isNegated;
    }
}
