namespace GatewayPipeline.Compiler.Routing;

/// <summary>Where the port begins in an authority.</summary>
internal static class HostPort
{
    /// <summary>
    /// The place of the colon before the port; -1 if there is none. Colons of an IPv6 address lie in brackets.
    /// </summary>
    public static int StartOf(string authority)
    {
        var colon = authority.LastIndexOf(':');

        return colon >= 0 && authority.LastIndexOf(']') < colon ? colon : -1;
    }
}
