using System.Security.Cryptography;
using System.Text;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Delivery.Sources;

/// <summary>
/// A name for what was read of a source, independent of git's own ids: SHA-256 over one entry for each file, in the
/// order of the UTF-8 bytes of their paths: mode (100644 or 100755), space, SHA-256 of the file in hexadecimal, space,
/// path, NUL. What could not be read has hyphens for mode and digest. A folder and a commit of it have the same.
/// </summary>
internal sealed class TreeDigest
{
    private readonly List<(byte[] Path, string Word)> entries = [];

    public void Add(string path, bool isExecutable, ReadOnlySpan<byte> content)
    {
        var mode = isExecutable ? "100755" : "100644";
        entries.Add((Encoding.UTF8.GetBytes(path), $"{mode} {Convert.ToHexStringLower(SHA256.HashData(content))}"));
    }

    public void AddUnread(string path) => entries.Add((Encoding.UTF8.GetBytes(path), "- -"));

    public BundleDigest Finish()
    {
        entries.Sort(Compare);
        using var bytes = new MemoryStream();
        foreach (var (path, word) in entries)
        {
            bytes.Write(Encoding.ASCII.GetBytes(word));
            bytes.WriteByte((byte)' ');
            bytes.Write(path);
            bytes.WriteByte(0);
        }

        return BundleDigest.Of(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static int Compare((byte[] Path, string Word) one, (byte[] Path, string Word) other) =>
        one.Path.AsSpan().SequenceCompareTo(other.Path) is not 0 and var order
            ? order
            : string.CompareOrdinal(one.Word, other.Word);
}
