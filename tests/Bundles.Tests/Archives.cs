using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace GatewayPipeline.Bundles.Tests;

/// <summary>
/// Takes bundles apart and puts other archives together, by the library's own tar and gzip rather than ours.
/// </summary>
internal static class Archives
{
    public static byte[] TarOf(Bundle bundle)
    {
        using var gzip = new GZipStream(new MemoryStream(bundle.Bytes.ToArray()), CompressionMode.Decompress);
        using var tar = new MemoryStream();
        gzip.CopyTo(tar);

        return tar.ToArray();
    }

    public static byte[] Gzip(byte[] content, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, level))
        {
            gzip.Write(content);
        }

        var bytes = output.ToArray();
        bytes[8] = 0; // The level leaves its mark in the header, which bundles keep fixed.

        return bytes;
    }

    /// <summary>The entries of a bundle as name and bytes, by the library's reader.</summary>
    public static List<(string Name, byte[] Content)> Entries(Bundle bundle)
    {
        using var reader = new TarReader(new MemoryStream(TarOf(bundle)));
        var entries = new List<(string, byte[])>();
        while (reader.GetNextEntry(copyData: true) is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            entries.Add((entry.Name, content.ToArray()));
        }

        return entries;
    }

    /// <summary>The length of the tar inside, as the gzip trailer says it.</summary>
    public static long ContentLength(Bundle bundle) => BitConverter.ToUInt32(bundle.Bytes.Span[^4..]);

    /// <summary>Makes a header's checksum right again, as everybody who tampers would.</summary>
    public static void WriteChecksum(Span<byte> header)
    {
        header.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in header)
        {
            sum += value;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0')).CopyTo(header[148..]);
        header[154] = 0;
    }
}
