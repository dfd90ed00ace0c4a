using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace GatewayPipeline.Bundles.Format;

/// <summary>One regular file of the archive.</summary>
internal readonly record struct TarEntry(string Name, ReadOnlyMemory<byte> Content);

/// <summary>
/// Ustar with nothing left to choose: regular files, mode 0444, time 0, nobody's, two zero blocks at the end. The
/// library's own
/// reader accepts archives that are cut, linked or forged; this one accepts only what its writer writes.
/// </summary>
internal static class Tar
{
    private const int Block = 512;
    private const int NameLength = 100;
    private const int SizeOffset = 124;
    private const int SizeDigits = 11;
    private const int ChecksumOffset = 148;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._/-");

    public static byte[] Write(ImmutableArray<TarEntry> entries)
    {
        var length = entries.Sum(entry => (long)Block + Padded(entry.Content.Length)) + 2 * Block;
        if (length > Limits.BundleContentBytes)
        {
            throw new BundleTooLargeException(
                $"The configuration is too large: {length} bytes, and a bundle holds at most "
                + $"{Limits.BundleContentBytes}. Split it over several gateways.");
        }

        var tar = new byte[length];
        var offset = 0;
        foreach (var entry in entries)
        {
            WriteHeader(tar.AsSpan(offset, Block), entry.Name, entry.Content.Length);
            entry.Content.Span.CopyTo(tar.AsSpan(offset + Block));
            offset += Block + (int)Padded(entry.Content.Length);
        }

        return tar;
    }

    public static bool TryRead(ReadOnlyMemory<byte> tar, out ImmutableArray<TarEntry> entries, out string reason)
    {
        entries = [];
        var found = ImmutableArray.CreateBuilder<TarEntry>();
        Span<byte> expected = stackalloc byte[Block];
        var rest = tar;
        while (!IsEnd(rest.Span))
        {
            if (rest.Length < Block
                || !TryReadHeader(rest.Span[..Block], out var name, out var size)
                || Block + Padded(size) > rest.Length)
            {
                reason = "its archive is cut or holds something other than plain files";

                return false;
            }

            expected.Clear();
            WriteHeader(expected, name, size);
            var file = rest[Block..(Block + (int)Padded(size))];
            if (!rest.Span[..Block].SequenceEqual(expected) || file.Span[(int)size..].ContainsAnyExcept((byte)0))
            {
                reason = $"its archive holds {name} in another form than bundles are written in";

                return false;
            }

            found.Add(new(name, file[..(int)size]));
            rest = rest[(Block + file.Length)..];
        }

        entries = found.DrainToImmutable();
        reason = "";

        return true;
    }

    internal static void WriteHeader(Span<byte> header, string name, long size)
    {
        Encoding.ASCII.GetBytes(name, header[..NameLength]);
        "0000444\00000000\00000000\0"u8.CopyTo(header[100..]);
        Octal(size, header.Slice(SizeOffset, SizeDigits));
        "00000000000\0"u8.CopyTo(header[136..]);
        "        "u8.CopyTo(header[ChecksumOffset..]);
        "0"u8.CopyTo(header[156..]);
        "ustar\000"u8.CopyTo(header[257..]);
        "0000000\00000000\0"u8.CopyTo(header[329..]);

        var sum = 0;
        foreach (var value in header[..Block])
        {
            sum += value;
        }

        Octal(sum, header.Slice(ChecksumOffset, 6));
        header[ChecksumOffset + 6] = 0;
    }

    /// <summary>
    /// Only name and size are taken from a header; the caller writes the header anew from them and compares.
    /// </summary>
    private static bool TryReadHeader(ReadOnlySpan<byte> header, out string name, out long size)
    {
        var end = header[..NameLength].IndexOf((byte)0);
        name = Encoding.ASCII.GetString(header[..(end < 0 ? NameLength : end)]);
        size = 0;
        foreach (var digit in header.Slice(SizeOffset, SizeDigits))
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }

            size = size * 8 + (digit - '0');
        }

        return IsName(name);
    }

    private static bool IsName(string name) =>
        name is { Length: > 0 and <= NameLength }
        && !name.AsSpan().ContainsAnyExcept(NameCharacters)
        && name.Split('/').All(segment => segment.Length > 0 && segment[0] is not ('.' or '-' or '_'));

    private static bool IsEnd(ReadOnlySpan<byte> rest) => rest.Length == 2 * Block && !rest.ContainsAnyExcept((byte)0);

    private static long Padded(long size) => (size + Block - 1) / Block * Block;

    private static void Octal(long value, Span<byte> digits)
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = (byte)('0' + value % 8);
            value /= 8;
        }
    }
}
