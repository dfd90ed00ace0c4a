using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace GatewayPipeline.Delivery.Sources.Git.Remotes;

/// <summary>
/// What a server says that it has: its capabilities, and the commits that its refs lead to. It is read here, so that a fetch can be
/// shown a list of exactly the one commit that is wanted.
/// </summary>
internal sealed class RefAdvertisement
{
    public const string ContentType = "application/x-git-upload-pack-advertisement";
    public const string OnlyRef = "refs/heads/wanted";

    private const string Service = "# service=git-upload-pack\n";
    private const string Peeled = "^{}";
    private const string SymbolicHead = "symref=HEAD:";
    private const int LengthDigits = 4;

    private readonly string[] capabilities;
    private readonly FrozenDictionary<string, string> refs;

    private RefAdvertisement(string[] capabilities, FrozenDictionary<string, string> refs) =>
        (this.capabilities, this.refs) = (capabilities, refs);

    public bool CanBeShallow => capabilities.Contains("shallow");

    /// <summary>Repositories whose ids are SHA-256 are not read.</summary>
    public bool HasForeignIds =>
        capabilities.Any(word => word.StartsWith("object-format=", StringComparison.Ordinal) && word != "object-format=sha1");

    /// <summary>The branch that the server has checked out; null if it does not say, or none is.</summary>
    public string? HeadRef => capabilities
        .FirstOrDefault(word => word.StartsWith(SymbolicHead, StringComparison.Ordinal))?[SymbolicHead.Length..];

    /// <summary>What a ref leads to, behind an annotated tag too; null: there is no such ref.</summary>
    public string? Find(string name) =>
        refs.GetValueOrDefault(name + Peeled) ?? refs.GetValueOrDefault(name);

    public bool Names(string commit) => refs.Values.Contains(commit);

    /// <exception cref="InvalidDataException">This is no answer of a git server.</exception>
    public static RefAdvertisement Parse(ReadOnlySpan<byte> bytes)
    {
        var refs = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] capabilities = [];
        foreach (var line in Lines(bytes))
        {
            if (line.StartsWith("ERR ", StringComparison.Ordinal))
            {
                throw new InvalidDataException($"the server says: {OddName.Escape(line[4..])}");
            }

            if (line.StartsWith('#') || line.StartsWith("version ", StringComparison.Ordinal)
                || line.StartsWith("shallow ", StringComparison.Ordinal))
            {
                continue;
            }

            var (entry, words) = line.Split('\0') is [var first, var second] ? (first, second) : (line, null);
            capabilities = words?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? capabilities;
            if (entry.Split(' ', 2) is not [var id, var name] || !id.All(char.IsAsciiHexDigitLower))
            {
                throw new InvalidDataException("the list of refs is no such list");
            }

            refs[name] = id;
        }

        // Of an empty repository this carries the capabilities.
        refs.Remove("capabilities" + Peeled);

        return new(capabilities, refs.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The same server, as if it had nothing but one branch at this commit.</summary>
    public byte[] Only(string commit)
    {
        var words = capabilities.Where(word => !word.StartsWith("symref=", StringComparison.Ordinal));
        using var bytes = new MemoryStream();
        Write(bytes, Service);
        WriteEnd(bytes);
        Write(bytes, $"{commit} HEAD\0{string.Join(' ', [.. words, SymbolicHead + OnlyRef])}\n");
        Write(bytes, $"{commit} {OnlyRef}\n");
        WriteEnd(bytes);

        return bytes.ToArray();
    }

    private static List<string> Lines(ReadOnlySpan<byte> bytes)
    {
        var lines = new List<string>();
        while (!bytes.IsEmpty)
        {
            if (bytes.Length < LengthDigits
                || !int.TryParse(
                    bytes[..LengthDigits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length)
                || length > bytes.Length
                || length is > 0 and < LengthDigits)
            {
                throw new InvalidDataException("the list of refs is cut off or none");
            }

            if (length > 0)
            {
                lines.Add(Encoding.UTF8.GetString(bytes[LengthDigits..length]).TrimEnd('\n'));
            }

            bytes = bytes[Math.Max(length, LengthDigits)..];
        }

        return lines;
    }

    private static void Write(MemoryStream bytes, string line)
    {
        var text = Encoding.UTF8.GetBytes(line);
        bytes.Write(Encoding.ASCII.GetBytes(
            (text.Length + LengthDigits).ToString("x4", CultureInfo.InvariantCulture)));
        bytes.Write(text);
    }

    private static void WriteEnd(MemoryStream bytes) => bytes.Write("0000"u8);
}
