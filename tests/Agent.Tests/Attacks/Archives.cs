using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace GatewayPipeline.Agent.Tests.Attacks;

/// <summary>Bundles that somebody has taken apart and put together again, header for header as they are written.</summary>
internal static class Archives
{
    private const int Block = 512;

    /// <summary>The tar, whatever the trailer says.</summary>
    public static byte[] Content(ReadOnlyMemory<byte> blob)
    {
        using var deflate = new DeflateStream(new MemoryStream(blob[10..^8].ToArray()), CompressionMode.Decompress);
        using var content = new MemoryStream();
        deflate.CopyTo(content);

        return content.ToArray();
    }

    /// <summary>The same content, not compressed, in two pieces: in as many bytes wherever it is cut.</summary>
    public static byte[] CutAt(ReadOnlyMemory<byte> blob, int at)
    {
        var content = Content(blob);

        return
        [
            .. blob[..10].ToArray(), .. Stored(content[..at], isLast: false), .. Stored(content[at..], isLast: true),
            .. blob[^8..].ToArray(),
        ];
    }

    private static byte[] Stored(byte[] piece, bool isLast)
    {
        var block = new byte[5 + piece.Length];
        block[0] = isLast ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(1), (ushort)piece.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(3), (ushort)~piece.Length);
        piece.CopyTo(block, 5);

        return block;
    }

    public static byte[] WithExtraFile(ReadOnlyMemory<byte> blob) => Changed(blob, entries =>
    {
        var extra = entries[^1].ToArray();
        Encoding.ASCII.GetBytes("zzz.pb\0").CopyTo(extra, 0);
        extra.AsSpan(7, 93).Clear();
        "        "u8.CopyTo(extra.AsSpan(148));
        var sum = 0;
        foreach (var value in extra.AsSpan(0, Block))
        {
            sum += value;
        }

        Encoding.ASCII.GetBytes($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ").CopyTo(extra, 148);

        return [.. entries, extra];
    });

    public static byte[] WithoutLastFile(ReadOnlyMemory<byte> blob) => Changed(blob, entries => entries[..^1]);

    public static byte[] WithLastFileTwice(ReadOnlyMemory<byte> blob) =>
        Changed(blob, entries => [.. entries, entries[^1]]);

    /// <summary>The same bytes, with a trailer that claims another length.</summary>
    public static byte[] Claiming(ReadOnlyMemory<byte> blob, uint length)
    {
        var claiming = blob.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(claiming.AsSpan(^4..), length);

        return claiming;
    }

    private static byte[] Changed(ReadOnlyMemory<byte> blob, Func<byte[][], byte[][]> change)
    {
        var rest = Content(blob).AsSpan()[..^(2 * Block)];
        var entries = new List<byte[]>();
        while (!rest.IsEmpty)
        {
            var size = Convert.ToInt32(Encoding.ASCII.GetString(rest.Slice(124, 11)), 8);
            var length = Block + (size + Block - 1) / Block * Block;
            entries.Add(rest[..length].ToArray());
            rest = rest[length..];
        }

        return Packed([.. change([.. entries]).SelectMany(entry => entry), .. new byte[2 * Block]]);
    }

    private static byte[] Packed(byte[] content)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        var blob = output.ToArray();
        (blob[8], blob[9]) = (0, 3);

        return blob;
    }
}
