using System.Buffers.Binary;
using System.IO.Compression;

namespace GatewayPipeline.Bundles.Format;

/// <summary>
/// One gzip member with a fixed header and nothing after it. The library's own reader takes a cut member, a second one
/// and trailing
/// bytes in silence, so header and trailer are read here and only the DEFLATE stream between them is left to it.
/// </summary>
internal static class Gzip
{
    private const int TrailerLength = 8;

    // All processors compress, a part each. Of a fixed length: the bytes must not tell how many processors there were.
    private const int PartLength = 1 << 20;

    // DEFLATE cannot expand by more: a trailer that claims more lies, and costs no memory.
    private const long LargestRatio = 1032;

    private static ReadOnlySpan<byte> Header => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];

    public static byte[] Compress(ReadOnlyMemory<byte> content)
    {
        var parts = new byte[Math.Max(1, (content.Length + PartLength - 1) / PartLength)][];
        uint checksum = 0;
        Parallel.For(-1, parts.Length, part =>
        {
            if (part < 0)
            {
                checksum = Crc32.Of(content.Span);
            }
            else
            {
                var rest = content.Span[(part * PartLength)..];
                parts[part] = Deflate(rest[..Math.Min(PartLength, rest.Length)], isLast: part == parts.Length - 1);
            }
        });

        Span<byte> trailer = stackalloc byte[TrailerLength];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], (uint)content.Length);

        using var output = new MemoryStream(Header.Length + parts.Sum(part => part.Length) + TrailerLength);
        output.Write(Header);
        foreach (var part in parts)
        {
            output.Write(part);
        }

        output.Write(trailer);

        return output.ToArray();
    }

    /// <summary>
    /// A piece of one DEFLATE stream. Flushed, a piece ends with a whole byte and leaves the stream open for the next.
    /// </summary>
    private static byte[] Deflate(ReadOnlySpan<byte> content, bool isLast)
    {
        using var output = new MemoryStream();
        using var deflate = new DeflateStream(output, CompressionLevel.Optimal, leaveOpen: true);
        deflate.Write(content);
        if (isLast)
        {
            deflate.Dispose();
        }
        else
        {
            deflate.Flush();
        }

        return output.ToArray();
    }

    public static bool TryDecompress(ReadOnlyMemory<byte> blob, int limit, out byte[] content, out string reason)
    {
        content = [];
        if (blob.Length < Header.Length + TrailerLength || !blob.Span.StartsWith(Header))
        {
            reason = "it is not a gzip file as bundles are written";

            return false;
        }

        var trailer = blob.Span[^TrailerLength..];
        var length = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        if (length > limit || length > blob.Length * LargestRatio)
        {
            reason = $"it claims {length} bytes of content, and a bundle of its size holds at most "
                + $"{Math.Min(limit, blob.Length * LargestRatio)}";

            return false;
        }

        var output = new byte[length];
        if (!TryInflate(blob[Header.Length..^TrailerLength], output)
            || Crc32.Of(output) != BinaryPrimitives.ReadUInt32LittleEndian(trailer))
        {
            reason = "its gzip stream is damaged, cut, or followed by more bytes";

            return false;
        }

        content = output;
        reason = "";

        return true;
    }

    /// <summary>True if exactly these bytes are one DEFLATE stream of exactly the output's length.</summary>
    private static bool TryInflate(ReadOnlyMemory<byte> compressed, Span<byte> output)
    {
        using var input = new LastByteApart(compressed);
        try
        {
            using var inflate = new DeflateStream(input, CompressionMode.Decompress);

            return inflate.ReadAtLeast(output, output.Length, throwOnEndOfStream: false) == output.Length
                && inflate.ReadByte() < 0
                && input.EndedExactly;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return false;
        }
    }

    /// <summary>
    /// Hands out all bytes but the last, then the last. A stream that ends earlier never asks for it, and one that is
    /// cut asks
    /// for more: so a decompressor that keeps quiet about both is found out.
    /// </summary>
    private sealed class LastByteApart(ReadOnlyMemory<byte> bytes) : Stream
    {
        private ReadOnlyMemory<byte> rest = bytes;
        private bool askedForMore;

        public bool EndedExactly => rest.IsEmpty && !askedForMore;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            askedForMore |= rest.IsEmpty;
            var count = Math.Min(buffer.Length, rest.Length > 1 ? rest.Length - 1 : rest.Length);
            rest.Span[..count].CopyTo(buffer);
            rest = rest[count..];

            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
