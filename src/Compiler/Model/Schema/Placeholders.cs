using System.Buffers;
using System.Text.RegularExpressions;

namespace GatewayPipeline.Compiler.Model.Schema;

/// <summary>
/// Finds what some program should have filled in: <c>${NAME}</c> and <c>$(NAME)</c>, <c>{{ … }}</c> of templates, and
/// <c>&lt;name&gt;</c> as examples have it.
/// </summary>
internal static partial class Placeholders
{
    public const string Advice = "fill in placeholders before the manifests are checked, for example with envsubst";

    // Nearly no value has one of these, and each value is looked at.
    private static readonly SearchValues<char> Signs = SearchValues.Create("{(<");

    /// <summary>The first placeholder in the text; null: there is none.</summary>
    public static string? Find(string text) =>
        text.AsSpan().ContainsAny(Signs) && Pattern().Match(text) is { Success: true } found ? found.Value : null;

    [GeneratedRegex(
        @"\$\{[A-Za-z_]\w*\}|\$\([A-Za-z_]\w*\)|\{\{[^{}]*\}\}|^<[A-Za-z][\w .-]*>$",
        RegexOptions.CultureInvariant | RegexOptions.ECMAScript)]
    private static partial Regex Pattern();
}
