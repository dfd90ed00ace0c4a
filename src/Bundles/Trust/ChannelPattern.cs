namespace GatewayPipeline.Bundles.Trust;

/// <summary>The scope of a grant: a channel's name in which <c>*</c> stands for any characters.</summary>
internal static class ChannelPattern
{
    public static bool Matches(string pattern, string channel)
    {
        var (at, star, resume) = (0, -1, 0);
        var i = 0;
        while (i < channel.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (star, resume) = (at++, i);
            }
            else if (at < pattern.Length && pattern[at] == channel[i])
            {
                at++;
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

        return pattern.AsSpan(at).Trim('*').IsEmpty;
    }
}
