using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using GatewayPipeline.Bundles;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Delivery.Sources;

/// <summary>One file as a manifest: within its limit, and text.</summary>
internal static class ManifestFile
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>Null if the file is gone. The length counts only bytes that were read.</summary>
    public static Manifest? TryRead(string file, string path, out long length)
    {
        length = 0;
        try
        {
            if (FileKind.IsKnownOther(file))
            {
                return new Manifest.Unreadable(path, UnreadableReason.Refused, "not a plain file");
            }

            using var handle = File.OpenHandle(file, options: FileOptions.SequentialScan);
            var stated = RandomAccess.GetLength(handle);
            if (stated > Limits.ManifestBytes)
            {
                return TooLarge(path, stated);
            }

            // A file that grows meanwhile is read to its stated length; the next reading sees the rest.
            var bytes = new byte[stated];
            var read = 0;
            while (read < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(read), read) is > 0 and var count)
            {
                read += count;
            }

            length = read;

            return Decode(path, bytes.AsSpan(0, read));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // A name that is not UTF-8 arrives here changed, and is then not found.
            return path.Contains(Rune.ReplacementChar.ToString(), StringComparison.Ordinal)
                ? new Manifest.Unreadable(path, UnreadableReason.Refused, "the file's name is not UTF-8")
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new Manifest.Unreadable(path, UnreadableReason.Refused, SystemWord.Of(exception));
        }
    }

    public static Manifest Decode(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Limits.ManifestBytes)
        {
            return TooLarge(path, bytes.Length);
        }

        var mark = bytes.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        var text = bytes[mark..];

        return FindNonText(text) is { } offset
            ? new Manifest.Unreadable(path, UnreadableReason.NotText, Number(mark + offset))
            : new Manifest.Readable(path, Encoding.UTF8.GetString(text));
    }

    private static int? FindNonText(ReadOnlySpan<byte> text)
    {
        var nul = text.IndexOf((byte)0);
        if (Utf8.IsValid(text))
        {
            return nul < 0 ? null : nul;
        }

        var offset = 0;
        while (Rune.DecodeFromUtf8(text[offset..], out _, out var consumed) == OperationStatus.Done)
        {
            offset += consumed;
        }

        return nul < 0 ? offset : Math.Min(nul, offset);
    }

    private static Manifest.Unreadable TooLarge(string path, long length) =>
        new(path, UnreadableReason.TooLarge, Number(length));

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
