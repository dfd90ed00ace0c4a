using System.Globalization;

namespace GatewayPipeline.Compiler.Tests.Re2;

/// <summary>Draws patterns of a few letters, so that random texts match them now and then.</summary>
internal sealed class RandomPatterns(Random random)
{
    private static readonly string[] pieces =
        ["a", "b", "ab", "/", "[ab]", "[^a]", ".", "\\w", "\\W", "\\d", "\\s", "[[:alpha:]]", "[^/]", "\\pL", "\\P{Lu}",
            "é", "[é/]",
         "(?i:A)", "A", "\\b", "\\B", "^", "$", "\\x61", "\\.", "(?:)", "[a-b1]", "\\D", "(?i:[^a])", "aé",
             "[[:^digit:]]"];

    private static readonly string[] operators =
        ["*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}", "{2,3}?", "{0}", "{1,3}"];

    private static readonly string[] groups = ["(", "(?:", "(?P<n>", "(?i:", "(?s:", "(?U:", "(?m:", "(?i-s:"];

    private static readonly string[] letters = ["a", "b", "A", "/", "1", ".", "-", "é", "aa", "ab"];

    public string Pattern(int depth = 3)
    {
        var result = "";
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var piece = depth > 0 && random.Next(4) == 0
                ? $"{Of(groups)}{Pattern(depth - 1)}{(random.Next(3) == 0 ? $"|{Pattern(depth - 1)}" : "")})"
                : Of(pieces);
            result += random.Next(3) == 0 ? piece + Of(operators) : piece;
        }

        return depth == 3 && random.Next(4) == 0 ? $"{result}|{Pattern(2)}" : result;
    }

    public string Text() => string.Create(
        CultureInfo.InvariantCulture,
            $"/{string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => Of(letters)))}");

    private string Of(string[] choices) => choices[random.Next(choices.Length)];
}
