using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using GatewayPipeline.Compiler.Re2;
using Validate;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>The rules for a text, as a function that says in words which of them the text breaks.</summary>
internal static class TextConstraints
{
    private static readonly SearchValues<char> tokens = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> lineEnds = SearchValues.Create("\0\r\n");

    private static readonly SearchValues<char> controls = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(value => value != '\t').Select(value => (char)value), '\x7f']);

    public static Func<object, string?> For(StringRules rules)
    {
        var pattern = rules.HasPattern && Re2Pattern.TryParse($"(?s).*(?:{rules.Pattern}).*", out var parsed, out _)
            ? parsed : null;
        var form = FormOf(rules);

        return value =>
        {
            var text = (string)value;

            return rules.IgnoreEmpty && text.Length == 0
                ? null
                : Length(rules, text) ?? Content(rules, text) ?? form(text)
                    ?? (pattern is null || pattern.IsFullMatch(text) ? null : $"does not match {rules.Pattern}");
        };
    }

    private static string? Length(StringRules rules, string text)
    {
        if (rules.HasMinBytes && (ulong)Encoding.UTF8.GetByteCount(text) < rules.MinBytes)
        {
            return text.Length == 0 ? "must not be empty" : $"needs at least {rules.MinBytes} bytes";
        }

        if (rules.HasMaxBytes && (ulong)Encoding.UTF8.GetByteCount(text) > rules.MaxBytes)
        {
            return $"takes at most {rules.MaxBytes} bytes";
        }

        if (!rules.HasMinLen && !rules.HasMaxLen && !rules.HasLen)
        {
            return null;
        }

        var length = (ulong)(Ascii.IsValid(text) ? text.Length : text.EnumerateRunes().Count());

        return rules.HasMinLen && length < rules.MinLen ? length == 0 ? "must not be empty"
            : $"needs at least {rules.MinLen} characters"
            : rules.HasMaxLen && length > rules.MaxLen ? $"takes at most {rules.MaxLen} characters"
            : rules.HasLen && length != rules.Len ? $"must have {rules.Len} characters"
            : null;
    }

    private static string? Content(StringRules rules, string text) =>
        rules.HasConst && text != rules.Const ? $"must be '{rules.Const}'"
        : rules.HasPrefix && !text.StartsWith(rules.Prefix, StringComparison.Ordinal)
            ? $"must start with '{rules.Prefix}'"
        : rules.HasSuffix && !text.EndsWith(rules.Suffix, StringComparison.Ordinal) ? $"must end with '{rules.Suffix}'"
        : rules.HasContains && !text.Contains(rules.Contains, StringComparison.Ordinal)
            ? $"must contain '{rules.Contains}'"
        : rules.In.Count > 0 && !rules.In.Contains(text) ? $"must be one of {string.Join(", ", rules.In)}"
        : rules.NotIn.Contains(text) ? $"must not be '{text}'"
        : null;

    private static Func<string, string?> FormOf(StringRules rules) => rules.WellKnownCase switch
    {
        StringRules.WellKnownOneofCase.WellKnownRegex => HttpForm(rules),
        StringRules.WellKnownOneofCase.Ip when rules.Ip =>
            text => IPAddress.TryParse(text, out _) ? null : "must be an IP address",
        StringRules.WellKnownOneofCase.Ipv4 when rules.Ipv4 =>
            text => IsAddress(text, AddressFamily.InterNetwork) ? null : "must be an IPv4 address",
        StringRules.WellKnownOneofCase.Ipv6 when rules.Ipv6 =>
            text => IsAddress(text, AddressFamily.InterNetworkV6) ? null : "must be an IPv6 address",
        StringRules.WellKnownOneofCase.Uri when rules.Uri =>
            text => Uri.TryCreate(text, UriKind.Absolute, out _) ? null : "must be an absolute URI",
        StringRules.WellKnownOneofCase.UriRef when rules.UriRef =>
            text => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _) ? null : "must be a URI",
        StringRules.WellKnownOneofCase.Hostname when rules.Hostname =>
            text => Uri.CheckHostName(text) is UriHostNameType.Dns ? null : "must be a host name",
        _ => _ => null,
    };

    private static bool IsAddress(string text, AddressFamily family) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == family;

    private static Func<string, string?> HttpForm(StringRules rules)
    {
        var strict = !rules.HasStrict || rules.Strict;
        var forbidden = strict ? controls : lineEnds;
        var isName = rules.WellKnownRegex is KnownRegex.HttpHeaderName;

        return text => text.AsSpan().IndexOfAny(forbidden) >= 0 ? "has a character that no header may have"
            : isName && strict && text.AsSpan().TrimStart(':').IndexOfAnyExcept(tokens) >= 0 ? "is no name of a header"
            : null;
    }
}
