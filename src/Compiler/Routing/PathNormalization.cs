using System.Text;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using static Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types;

namespace GatewayPipeline.Compiler.Routing;

/// <summary>What the HTTP connection manager does with a path before it looks for a route.</summary>
internal static class PathNormalization
{
    /// <summary><c>OPTIONS *</c> asks about the server; it names no path, and Envoy makes none of it.</summary>
    private const string ServerAsAWhole = "*";

    /// <summary>
    /// The path to route by; null if the request is refused. <paramref name="redirect"/>: the client is sent there
    /// instead.
    /// </summary>
    public static string? Normalize(string path, HttpConnectionManager manager, out bool redirect)
    {
        redirect = false;
        if (path is ServerAsAWhole)
        {
            return path;
        }

        if (path.Contains('#', StringComparison.Ordinal))
        {
            return null;
        }

        var (pathOnly, query) = Split(path);
        var action = manager.PathWithEscapedSlashesAction;
        if (action is not (PathWithEscapedSlashesAction.KeepUnchanged
                or PathWithEscapedSlashesAction.ImplementationSpecificDefault)
            && Unescape(pathOnly) is var unescaped && unescaped.Length != pathOnly.Length)
        {
            if (action is PathWithEscapedSlashesAction.RejectRequest)
            {
                return null;
            }

            pathOnly = unescaped;
            redirect = action is PathWithEscapedSlashesAction.UnescapeAndRedirect;
        }

        if (manager.NormalizePath ?? false)
        {
            if (Canonicalize(pathOnly) is not { } canonical)
            {
                return null;
            }

            pathOnly = canonical;
        }

        if (manager.MergeSlashes)
        {
            pathOnly = MergeSlashes(pathOnly);
        }

        return pathOnly + query;
    }

    private static (string Path, string Query) Split(string path)
    {
        var start = path.IndexOf('?', StringComparison.Ordinal);

        return start < 0 ? (path, "") : (path[..start], path[start..]);
    }

    private static string Unescape(string path) => path
        .Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)
        .Replace("%5C", "\\", StringComparison.OrdinalIgnoreCase);

    private static string MergeSlashes(string path)
    {
        if (!path.Contains("//", StringComparison.Ordinal))
        {
            return path;
        }

        // A path of slashes alone keeps two: its beginning and its end.
        var prefix = path.StartsWith('/') ? "/" : "";
        var suffix = path.EndsWith('/') ? "/" : "";

        return prefix + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries)) + suffix;
    }

    // As a browser makes a URL's path canonical: backslashes become slashes, unreserved characters are unescaped,
    // others escaped,
    // dot segments resolved. Null for what cannot be: an escaped NUL.
    private static string? Canonicalize(string path)
    {
        var result = new StringBuilder(path.Length + 1);
        if (path.Length == 0 || path[0] is not ('/' or '\\'))
        {
            result.Append('/');
        }

        var bytes = Encoding.UTF8.GetBytes(path);
        for (var i = 0; i < bytes.Length; i++)
        {
            var dots = DotsAt(bytes, i, out var length);
            if (dots > 0 && (result.Length == 0 || result[^1] == '/') && EndsSegment(bytes, i + length))
            {
                if (dots == 2)
                {
                    DropSegment(result);
                }

                // A slash after the dots goes with them.
                i += length;
                continue;
            }

            if (!AppendByte(bytes, ref i, result))
            {
                return null;
            }
        }

        return result.ToString();
    }

    private static bool AppendByte(byte[] bytes, ref int i, StringBuilder result)
    {
        var value = bytes[i];
        if (value == '%')
        {
            return AppendEscape(bytes, ref i, result);
        }

        if (value == '\\')
        {
            result.Append('/');
        }
        else if (value is <= 0x20 or >= 0x7F || "\"<>`{}|^".Contains((char)value, StringComparison.Ordinal))
        {
            result.Append('%').Append(value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        else
        {
            result.Append((char)value);
        }

        return true;
    }

    private static bool AppendEscape(byte[] bytes, ref int i, StringBuilder result)
    {
        if (!TryReadEscape(bytes, i, out var value))
        {
            result.Append('%');
            return true;
        }

        if (value == 0)
        {
            return false;
        }

        if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~')
        {
            result.Append((char)value);
        }
        else
        {
            result.Append('%').Append((char)bytes[i + 1]).Append((char)bytes[i + 2]);
        }

        i += 2;

        return true;
    }

    private static bool TryReadEscape(byte[] bytes, int i, out byte value)
    {
        value = 0;

        return i + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[i + 1])
            && char.IsAsciiHexDigit((char)bytes[i + 2])
            && byte.TryParse(
                bytes.AsSpan(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out value);
    }

    // How many dots, written plainly or escaped, stand here: 0, 1 or 2.
    private static int DotsAt(byte[] bytes, int start, out int length)
    {
        length = 0;
        var dots = 0;
        while (dots < 2 && start + length < bytes.Length)
        {
            if (bytes[start + length] == '.')
            {
                length++;
            }
            else if (bytes[start + length] == '%' && TryReadEscape(bytes, start + length, out var value)
                && value == '.')
            {
                length += 3;
            }
            else
            {
                break;
            }

            dots++;
        }

        return dots;
    }

    private static bool EndsSegment(byte[] bytes, int position) =>
        position >= bytes.Length || bytes[position] is (byte)'/' or (byte)'\\';

    private static void DropSegment(StringBuilder result)
    {
        if (result.Length <= 1)
        {
            return;
        }

        var slash = result.Length - 2;
        while (slash > 0 && result[slash] != '/')
        {
            slash--;
        }

        result.Length = slash + 1;
    }
}
