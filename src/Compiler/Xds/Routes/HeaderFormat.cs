namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Header values as Envoy formats them: <c>%%</c> is a percent sign, <c>%NAME%</c> or <c>%NAME(argument)%</c> a variable.</summary>
internal static class HeaderFormat
{
    public static bool IsWellFormed(string value, out string reason)
    {
        reason = "";
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsControl(value[i]) && value[i] is not '\t')
            {
                reason = "a control character";

                return false;
            }

            if (value[i] is not '%')
            {
                continue;
            }

            var end = EndOfVariable(value, i + 1);
            if (end < 0)
            {
                reason = "a percent sign that begins no variable";

                return false;
            }

            i = end;
        }

        return true;
    }

    // The index of the closing percent sign, or -1.
    private static int EndOfVariable(string value, int start)
    {
        var i = start;
        while (i < value.Length && (char.IsAsciiLetterUpper(value[i]) || char.IsAsciiDigit(value[i]) || value[i] is '_'))
        {
            i++;
        }

        if (i < value.Length && value[i] is '(' && i > start)
        {
            i = value.IndexOf(')', i) is >= 0 and var close ? close + 1 : value.Length;

            // An optional length, as in %REQ(x):10%.
            while (i < value.Length && (value[i] is ':' || char.IsAsciiDigit(value[i])))
            {
                i++;
            }
        }

        return i < value.Length && value[i] is '%' ? i : -1;
    }
}
