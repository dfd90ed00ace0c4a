using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace GatewayPipeline.Bundles.Format;

/// <summary>
/// One <c>envoy.service.discovery.v3.DiscoveryResponse</c> as bytes: <c>version_info</c>, the resources as <c>Any</c>,
/// <c>type_url</c>, in
/// the one order and the shortest form. The version is the digest of the bytes of the <c>resources</c> fields.
/// </summary>
internal static class XdsResponse
{
    private const byte VersionTag = 1 << 3 | 2;
    private const byte ResourceTag = 2 << 3 | 2;
    private const byte TypeUrlTag = 4 << 3 | 2;
    private const byte AnyTypeUrlTag = 1 << 3 | 2;
    private const byte AnyValueTag = 2 << 3 | 2;
    private const int VersionLength = 2 * SHA256.HashSizeInBytes;
    private const int VersionFieldLength = 2 + VersionLength;

    public static byte[] Write(string typeUrl, ImmutableArray<ReadOnlyMemory<byte>> values)
    {
        var type = Encoding.UTF8.GetBytes(typeUrl);
        var resources = values.Sum(value => (long)FieldLength(AnyLength(type, value)));
        var length = VersionFieldLength + resources + FieldLength(type.Length);
        if (length > Limits.BundleContentBytes)
        {
            throw new BundleTooLargeException(
                $"The configuration is too large: {length} bytes of {typeUrl}. Split it over several gateways.");
        }

        var bytes = new byte[length];
        var rest = bytes.AsSpan(VersionFieldLength);
        foreach (var value in values)
        {
            rest = WriteTag(rest, ResourceTag, AnyLength(type, value));
            rest = WriteField(rest, AnyTypeUrlTag, type);
            rest = value.IsEmpty ? rest : WriteField(rest, AnyValueTag, value.Span);
        }

        WriteField(rest, TypeUrlTag, type);
        WriteField(bytes, VersionTag, VersionOf(bytes.AsSpan(VersionFieldLength, (int)resources)));

        return bytes;
    }

    /// <summary>Reads what <see cref="Write"/> writes for that type, and nothing else.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> bytes, string typeUrl, out ImmutableArray<ReadOnlyMemory<byte>> values)
    {
        values = [];
        var type = Encoding.UTF8.GetBytes(typeUrl);
        var found = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
        if (!TryReadField(bytes, VersionTag, out var version, out var rest))
        {
            return false;
        }

        var resources = rest;
        while (TryReadField(rest, ResourceTag, out var any, out var next))
        {
            if (!TryReadAny(any, type, out var value))
            {
                return false;
            }

            found.Add(value);
            rest = next;
        }

        resources = resources[..^rest.Length];
        values = found.DrainToImmutable();

        return version.Span.SequenceEqual(VersionOf(resources.Span))
            && TryReadField(rest, TypeUrlTag, out var stated, out rest)
            && stated.Span.SequenceEqual(type)
            && rest.IsEmpty;
    }

    private static bool TryReadAny(ReadOnlyMemory<byte> any, ReadOnlySpan<byte> type, out ReadOnlyMemory<byte> value)
    {
        value = default;

        return TryReadField(any, AnyTypeUrlTag, out var stated, out var rest)
            && stated.Span.SequenceEqual(type)
            && (rest.IsEmpty
                || (TryReadField(rest, AnyValueTag, out value, out rest) && !value.IsEmpty && rest.IsEmpty));
    }

    private static byte[] VersionOf(ReadOnlySpan<byte> resources) =>
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(resources)));

    private static int AnyLength(ReadOnlySpan<byte> type, ReadOnlyMemory<byte> value) =>
        FieldLength(type.Length) + (value.IsEmpty ? 0 : FieldLength(value.Length));

    private static int FieldLength(int length) => 1 + VarintLength(length) + length;

    private static int VarintLength(int value) => value < 1 << 7 ? 1 : 1 + VarintLength(value >> 7);

    private static Span<byte> WriteField(Span<byte> target, byte tag, ReadOnlySpan<byte> content)
    {
        var rest = WriteTag(target, tag, content.Length);
        content.CopyTo(rest);

        return rest[content.Length..];
    }

    private static Span<byte> WriteTag(Span<byte> target, byte tag, int length)
    {
        var at = 0;
        target[at++] = tag;
        for (var left = length; ; left >>= 7)
        {
            if (left < 1 << 7)
            {
                target[at++] = (byte)left;

                return target[at..];
            }

            target[at++] = (byte)(left | 1 << 7);
        }
    }

    private static bool TryReadField(
        ReadOnlyMemory<byte> bytes, byte tag, out ReadOnlyMemory<byte> content, out ReadOnlyMemory<byte> rest)
    {
        (content, rest) = (default, bytes);
        var span = bytes.Span;
        if (span.IsEmpty || span[0] != tag)
        {
            return false;
        }

        long length = 0;
        for (var at = 1; at < span.Length && at <= 5; at++)
        {
            length |= (long)(span[at] & 0x7f) << 7 * (at - 1);
            if (span[at] < 1 << 7)
            {
                // Shortest form only: one content has one encoding.
                if (length > span.Length - at - 1 || VarintLength((int)length) != at)
                {
                    return false;
                }

                content = bytes.Slice(at + 1, (int)length);
                rest = bytes[(at + 1 + (int)length)..];

                return true;
            }
        }

        return false;
    }
}
