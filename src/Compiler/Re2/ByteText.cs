using System.Text;

namespace GatewayPipeline.Compiler.Re2;

/// <summary>
/// Text as the bytes of its UTF-8 form, one <see cref="char"/> a byte: Envoy gives RE2 bytes, and its <c>.</c> takes
/// one of them.
/// </summary>
internal static class ByteText
{
    // For .NET a letter above U+007F is part of a word, for RE2 it is not. Bytes above 0x7F therefore become
    // U+2580 to U+25FF, which are symbols, so that \b means the same in both.
    private const int Shift = 0x2500;

    /// <summary>Bytes as characters of Latin-1: the parser's form.</summary>
    public static string ToBytes(string text) =>
        Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    public static string FromBytes(string bytes) =>
        Ascii.IsValid(bytes) ? bytes : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));

    /// <summary>Bytes as the engine sees them.</summary>
    public static string ToSubject(string text) =>
        Ascii.IsValid(text) ? text : new([.. ToBytes(text).Select(ToSubject)]);

    public static char ToSubject(char value) => value < 0x80 ? value : (char)(value + Shift);

    public static string FromSubject(string subject) => Ascii.IsValid(subject)
        ? subject
        : FromBytes(new([.. subject.Select(c => c < 0x80 ? c : (char)(c - Shift))]));
}
