using System.Buffers.Binary;

namespace GatewayPipeline.Bundles.Format;

/// <summary>
/// The checksum of a gzip trailer, eight bytes at a time. Guards against accidents only: digests guard against people.
/// </summary>
internal static class Crc32
{
    private const int Slices = 8;
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[] Table = MakeTable();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= Slices)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = At(7, low) ^ At(6, low >> 8) ^ At(5, low >> 16) ^ At(4, low >> 24)
                ^ At(3, high) ^ At(2, high >> 8) ^ At(1, high >> 16) ^ At(0, high >> 24);
            bytes = bytes[Slices..];
        }

        foreach (var value in bytes)
        {
            crc = At(0, crc ^ value) ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint At(int slice, uint value) => Table[slice * 256 + (byte)value];

    private static uint[] MakeTable()
    {
        var table = new uint[Slices * 256];
        for (var i = 0u; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
            }

            table[i] = crc;
        }

        for (var i = 256; i < table.Length; i++)
        {
            var former = table[i - 256];
            table[i] = (former >> 8) ^ table[(byte)former];
        }

        return table;
    }
}
