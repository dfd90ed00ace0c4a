using System.Buffers;
using System.Diagnostics;
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

    // The first line of what large file storage leaves in the place of a file.
    private static ReadOnlySpan<byte> LargeFilePointer => "version https://git-lfs.github.com/spec/"u8;

    /// <summary>Null if the file is gone.</summary>
    public static Manifest? Of(string path, FileContent content) => content switch
    {
        FileContent.Bytes read => Decode(path, read.Content.Span),
        FileContent.TooLarge large => TooLarge(path, large.Length),
        FileContent.Refused refused => new Manifest.Unreadable(path, UnreadableReason.Refused, refused.Detail),
        FileContent.Gone => null,
        _ => throw new UnreachableException(),
    };

    public static Manifest Decode(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Limits.ManifestBytes)
        {
            return TooLarge(path, bytes.Length);
        }

        if (bytes.StartsWith(LargeFilePointer))
        {
            return new Manifest.Unreadable(path, UnreadableReason.LargeFilePointer);
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
