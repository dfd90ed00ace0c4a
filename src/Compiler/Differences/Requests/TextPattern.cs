using Envoy.Type.Matcher.V3;
using GatewayPipeline.Compiler.Re2;

namespace GatewayPipeline.Compiler.Differences.Requests;

/// <summary>What a text must be like, as a machine that texts can be sought with. The machine is made when it is asked for.</summary>
internal sealed class TextPattern
{
    private readonly Lazy<ByteAutomaton?> automaton;

    private TextPattern(Func<ByteAutomaton?> build) => automaton = new(build);

    /// <summary>Null: the pattern is too large to be sought with, or none at all.</summary>
    public ByteAutomaton? Automaton => automaton.Value;

    public static TextPattern Regex(string regex) => new(() => ByteAutomaton.Of(regex));

    public static TextPattern Exact(string text, bool ignoresCase) => new(() => ByteAutomaton.Of(Literal(text, ignoresCase)));

    public static TextPattern Prefix(string text, bool ignoresCase) =>
        new(() => ByteAutomaton.Of(InOrder(Literal(text, ignoresCase), Anything)));

    /// <summary>The text itself, or it with something behind a slash.</summary>
    public static TextPattern Segments(string text, bool ignoresCase) => new(() => ByteAutomaton.Of(InOrder(
        Literal(text, ignoresCase),
        Re2Node.Of(Re2Op.Quest, [InOrder(Literal("/", ignoresCase: false), Anything)], Re2Flags.None))));

    public static TextPattern Of(StringMatcher matcher) => matcher.MatchPatternCase switch
    {
        StringMatcher.MatchPatternOneofCase.Exact => Exact(matcher.Exact, matcher.IgnoreCase),
        StringMatcher.MatchPatternOneofCase.Prefix => Prefix(matcher.Prefix, matcher.IgnoreCase),
        StringMatcher.MatchPatternOneofCase.Suffix =>
            new(() => ByteAutomaton.Of(InOrder(Anything, Literal(matcher.Suffix, matcher.IgnoreCase)))),
        StringMatcher.MatchPatternOneofCase.Contains =>
            new(() => ByteAutomaton.Of(InOrder(Anything, Literal(matcher.Contains, matcher.IgnoreCase), Anything))),
        StringMatcher.MatchPatternOneofCase.SafeRegex => Regex(matcher.SafeRegex.Regex),
        _ => new(() => null),
    };

    private static Re2Node Anything =>
        Re2Node.Of(Re2Op.Star, [new(Re2Op.AnyByte, Re2Flags.None)], Re2Flags.None);

    private static Re2Node Literal(string text, bool ignoresCase) =>
        Re2Node.Text(ByteText.ToBytes(text), ignoresCase ? Re2Flags.FoldCase : Re2Flags.None);

    private static Re2Node InOrder(params Re2Node[] parts) => Re2Node.List(Re2Op.Concat, parts, Re2Flags.None);
}
