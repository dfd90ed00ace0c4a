using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>Names and addresses in the forms that Istio takes. What is wrong with one is told as a reason.</summary>
internal static class DomainName
{
    private const int LongestName = 255;
    private const int LongestLabel = 63;

    /// <summary>One part of a name between dots. Upper case is allowed.</summary>
    public static bool IsLabel(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > LongestLabel || text[0] is '-' || text[^1] is '-')
        {
            return false;
        }

        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not '-')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What is wrong with a name without wildcards; null if nothing is. One dot may stand at its end.</summary>
    public static string? Problem(string name) => LengthProblem(name) ?? LabelProblem(name);

    /// <summary>The same where the first label may be, or may begin with, a wildcard.</summary>
    public static string? WildcardProblem(string name)
    {
        if (LengthProblem(name) is { } problem)
        {
            return problem;
        }

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var first = dot < 0 ? name : name[..dot];
        var isWildcard = first is "*" || IsLabel(first.StartsWith("*-", StringComparison.Ordinal) ? first.AsSpan(2) : first.AsSpan().TrimStart('*'));

        return !isWildcard || first.Length > LongestLabel || first.LastIndexOf('*') > 0 ? Bad(first)
            : dot < 0 ? null
            : LabelProblem(name[(dot + 1)..]);
    }

    /// <summary>An IP address as Go reads it: four plain decimal numbers, or the form with colons, without a port.</summary>
    public static bool IsAddress(string text) => text.Contains(':', StringComparison.Ordinal)
        ? !text.StartsWith('[') && IPAddress.TryParse(text, out var address) && address.AddressFamily is AddressFamily.InterNetworkV6
        : text.Split('.') is [_, _, _, _] parts && parts.All(IsOctet);

    private static bool IsOctet(string text) =>
        byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) && (text.Length is 1 || text[0] is not '0');

    private static string? LengthProblem(string name) =>
        name.Length is 0 ? "it is empty" : name.Length > LongestName ? $"it is longer than {LongestName} characters" : null;

    private static string? LabelProblem(string name)
    {
        var last = name.AsSpan(name.LastIndexOf('.') + 1);
        if (last.Length > 0 && !last.ContainsAnyExceptInRange('0', '9'))
        {
            return $"its last label '{last}' is a number";
        }

        if (name.Length is 0)
        {
            return null;
        }

        var labels = last.Length is 0 ? name.AsSpan()[..^1] : name;
        foreach (var label in labels.Split('.'))
        {
            if (!IsLabel(labels[label]))
            {
                return Bad(labels[label].ToString());
            }
        }

        return null;
    }

    private static string Bad(string label) => label.Length is 0 ? "two dots stand together"
        : label.Contains('*', StringComparison.Ordinal) ? "a wildcard may stand at its beginning alone"
        : label.Length > LongestLabel ? $"a label is longer than {LongestLabel} characters"
        : $"'{label}' is not made of letters, digits and '-' alone";
}
