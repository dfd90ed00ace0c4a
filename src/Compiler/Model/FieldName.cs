using System.Text;

namespace GatewayPipeline.Compiler.Model;

/// <summary>A field's two spellings in protobuf's JSON form: <c>perTryTimeout</c> and <c>per_try_timeout</c>.</summary>
internal static class FieldName
{
    public static bool Matches(string written, string name) =>
        written == name
        || (written.Length > name.Length
            && written[0] == name[0]
            && written.Contains('_', StringComparison.Ordinal)
            && ToCamelCase(written) == name);

    public static string ToCamelCase(string written)
    {
        if (!written.Contains('_', StringComparison.Ordinal))
        {
            return written;
        }

        var name = new StringBuilder(written.Length);
        var raise = false;
        foreach (var character in written)
        {
            if (character is '_')
            {
                raise = true;
                continue;
            }

            name.Append(raise ? char.ToUpperInvariant(character) : character);
            raise = false;
        }

        return name.ToString();
    }
}
