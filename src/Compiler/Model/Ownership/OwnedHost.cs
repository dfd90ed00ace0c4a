using System.Globalization;

namespace GatewayPipeline.Compiler.Model.Ownership;

/// <summary>
/// The one form in which hosts are compared: small letters, A-labels, without a dot at the end and without a port. So
/// no spelling of a host belongs to somebody else than the host.
/// </summary>
internal static class OwnedHost
{
    private const string AnyLabel = "*.";

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = false };

    /// <summary>Null for a text that is no host in any spelling.</summary>
    public static string? Normalise(string host)
    {
        var text = WithoutPort(host.Trim());
        text = text.EndsWith('.') ? text[..^1] : text;
        var prefix = text.StartsWith(AnyLabel, StringComparison.Ordinal) ? AnyLabel : "";
        if (text.Length == prefix.Length)
        {
            return null;
        }

        return ToAscii(text[prefix.Length..]) is { } name ? prefix + name : null;
    }

    // Letters are made small first: what belongs together under Unicode's rules has one A-label then.
    private static string? ToAscii(string name)
    {
        if (System.Text.Ascii.IsValid(name))
        {
            return name.ToLowerInvariant();
        }

        try
        {
            return Idn.GetAscii(name.ToLowerInvariant()).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // Two colons are an IPv6 address, of which only brackets tell the port apart.
    private static string WithoutPort(string text)
    {
        var colon = text.LastIndexOf(':');
        var isPort = colon > 0
            && text.AsSpan(colon + 1) is { Length: > 0 } digits && !digits.ContainsAnyExceptInRange('0', '9')
            && (text[colon - 1] is ']' || text.IndexOf(':', StringComparison.Ordinal) == colon);

        return isPort ? text[..colon] : text;
    }
}
