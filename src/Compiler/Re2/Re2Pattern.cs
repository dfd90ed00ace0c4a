using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace GatewayPipeline.Compiler.Re2;

/// <summary>
/// A regular expression with the meaning that Envoy gives it (RE2 over bytes): which patterns are refused and why, what
/// they match,
/// and how large RE2's program for them is. Time is linear in the text.
/// </summary>
public sealed class Re2Pattern
{
    /// <summary>
    /// The program size that every gateway's bootstrap allows, and that the compiler therefore checks.
    /// </summary>
    public const int LargestProgram = 32_768;

    // The engine refuses by default what Envoy takes; the program's own limit bounds these patterns already.
    private const int LargestAutomaton = 1_000_000;

    private readonly int captures;
    private readonly Lazy<int?> programSize;
    private readonly Lazy<System.Text.RegularExpressions.Regex> whole;
    private readonly Lazy<System.Text.RegularExpressions.Regex> anywhere;

    static Re2Pattern() => AppContext.SetData("REGEX_NONBACKTRACKING_MAX_AUTOMATA_SIZE", LargestAutomaton);

    private Re2Pattern(string text, Re2Node tree, int captures)
    {
        Text = text;
        this.captures = captures;
        programSize = new(() => Re2Program.SizeOf(tree));
        whole = new(() => Build($"\\A(?:{DotNetTranslation.Translate(tree)})\\z"));
        anywhere = new(() => Build(DotNetTranslation.Translate(tree)));
    }

    /// <summary>The pattern as written.</summary>
    public string Text { get; }

    /// <summary>
    /// The size of RE2's program; <see cref="int.MaxValue"/> when RE2 itself gives up ("pattern too large").
    /// </summary>
    public int ProgramSize => programSize.Value ?? int.MaxValue;

    public static bool TryParse(
        string text, [NotNullWhen(true)] out Re2Pattern? pattern, [NotNullWhen(false)] out Re2Error? error)
    {
        pattern = Re2Parser.TryParse(text, out var tree, out var captures, out error)
            ? new(text, tree, captures)
            : null;

        return pattern is not null;
    }

    /// <summary>Whether the pattern takes the whole text, as Envoy matches paths and headers.</summary>
    public bool IsFullMatch(string text) => whole.Value.IsMatch(ByteText.ToSubject(text));

    /// <summary>
    /// Replaces every match as <c>regex_rewrite</c> does; <c>\1</c> is a group, <c>\0</c> the match, <c>\\</c> a
    /// backslash.
    /// A substitution that RE2 cannot carry out (a group that does not exist) leaves the text as it is.
    /// </summary>
    public string Replace(string text, string substitution)
    {
        if (!IsUsable(substitution))
        {
            return text;
        }

        var subject = ByteText.ToSubject(text);
        var template = ByteText.ToSubject(substitution);
        var result = new StringBuilder();
        var at = 0;
        var lastEnd = -1;
        while (at <= subject.Length && anywhere.Value.Match(subject, at) is { Success: true } match)
        {
            result.Append(subject, at, match.Index - at);
            if (match.Length == 0 && match.Index == lastEnd)
            {
                // Nothing, right after a match, is none: one byte further.
                result.Append(subject, match.Index, Math.Min(1, subject.Length - match.Index));
                at = match.Index + 1;
                continue;
            }

            Substitute(match, template, result);
            at = lastEnd = match.Index + match.Length;
        }

        if (at < subject.Length)
        {
            result.Append(subject, at, subject.Length - at);
        }

        return ByteText.FromSubject(result.ToString());
    }

    public override string ToString() => Text;

    private static System.Text.RegularExpressions.Regex Build(string pattern) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    // RE2 looks for the highest group first and does nothing if the pattern has fewer; so a bad escape alone ends the
    // text there.
    private bool IsUsable(string substitution)
    {
        for (var i = 0; i < substitution.Length; i++)
        {
            if (substitution[i] == '\\' && ++i < substitution.Length
                && char.IsAsciiDigit(substitution[i]) && substitution[i] - '0' > captures)
            {
                return false;
            }
        }

        return true;
    }

    private static void Substitute(Match match, string template, StringBuilder result)
    {
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] != '\\')
            {
                result.Append(template[i]);
            }
            else if (++i < template.Length && char.IsAsciiDigit(template[i]))
            {
                result.Append(match.Groups[template[i] - '0'].ValueSpan);
            }
            else if (i < template.Length && template[i] == '\\')
            {
                result.Append('\\');
            }
            else
            {
                return;
            }
        }
    }
}
