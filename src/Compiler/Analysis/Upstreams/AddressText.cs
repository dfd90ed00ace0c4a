using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace GatewayPipeline.Compiler.Analysis.Upstreams;

/// <summary>
/// Reads addresses as resolvers do: one to four parts, each decimal, octal or hexadecimal, of which the last fills what is
/// left; and IPv6 in any form.
/// </summary>
internal static class AddressText
{
    private const int Ipv4Bytes = 4;

    /// <summary>Every address that the text may mean; none: it is a name.</summary>
    public static ImmutableArray<IPAddress> Read(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return IPAddress.TryParse(text.Trim('[', ']').Split('%')[0], out var address) ? [address] : [];
        }

        var parts = text.Split('.');

        return parts.Length > Ipv4Bytes
            ? []
            : [.. new[] { Join(parts, zeroMeansOctal: true), Join(parts, zeroMeansOctal: false) }.OfType<IPAddress>().Distinct()];
    }

    /// <summary>The address, and the IPv4 address that an IPv6 one carries.</summary>
    public static IEnumerable<IPAddress> WithEmbedded(IPAddress address)
    {
        yield return address;
        var bytes = address.GetAddressBytes();
        if (bytes.Length == Ipv4Bytes)
        {
            yield break;
        }

        var mapped = bytes.AsSpan(0, 10).ContainsAnyExcept((byte)0) is false;
        if (mapped || bytes is [0x00, 0x64, 0xff, 0x9b, ..])
        {
            yield return new(bytes[12..]);
        }

        if (bytes is [0x20, 0x02, ..])
        {
            yield return new(bytes[2..6]);
        }
    }

    private static IPAddress? Join(string[] parts, bool zeroMeansOctal)
    {
        var value = 0L;
        for (var i = 0; i < parts.Length; i++)
        {
            // The last part stands for all bytes that no other has.
            var bytes = i < parts.Length - 1 ? 1 : Ipv4Bytes - i;
            if (Number(parts[i], zeroMeansOctal) is not { } number || number >= 1L << (8 * bytes))
            {
                return null;
            }

            value = (value << (8 * bytes)) | number;
        }

        var address = new byte[Ipv4Bytes];
        BinaryPrimitives.WriteUInt32BigEndian(address, (uint)value);

        return new(address);
    }

    private static long? Number(string part, bool zeroMeansOctal)
    {
        if (part.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return part.Length > 2 && ulong.TryParse(part.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex)
                && hex <= uint.MaxValue ? (long)hex : null;
        }

        if (part.Length is 0 or > 12 || part.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }

        return !zeroMeansOctal || part[0] is not '0' ? long.Parse(part, CultureInfo.InvariantCulture)
            : part.AsSpan().ContainsAnyExceptInRange('0', '7') ? null
            : part.Aggregate(0L, (value, digit) => (value * 8) + (digit - '0'));
    }
}
