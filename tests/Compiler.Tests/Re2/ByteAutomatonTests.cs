using CsCheck;
using GatewayPipeline.Compiler.Re2;

namespace GatewayPipeline.Compiler.Tests.Re2;

/// <summary>The machine that examples are sought with takes the very texts that the matcher takes.</summary>
public sealed class ByteAutomatonTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(Gen.Char["ab01/_-. \n"].Array[0, 8].Select(letters => new string(letters)), Gen.String[0, 4]);

    [Theory]
    [InlineData("/orders/v[0-9]{1,3}/.*")]
    [InlineData("(?i)a(b|0)*_?")]
    [InlineData("^/[^/]+$")]
    [InlineData(@"\ba\b.*\B1")]
    [InlineData("(?m)^a$(?:.|\n)*")]
    [InlineData("(?:a{2,4}|b+?)(/|)")]
    [InlineData("")]
    [InlineData("[^a]*é?")]
    [InlineData("a{0}b{2,}")]
    public void Takes_what_the_pattern_takes(string pattern)
    {
        Assert.True(Re2Pattern.TryParse(pattern, out var expected, out _));
        var automaton = ByteAutomaton.Of(pattern);
        Assert.NotNull(automaton);

        Texts.Sample(text => Assert.True(
            expected.IsFullMatch(text) == Takes(automaton, text), $"'{pattern}' and '{text}': the two engines differ"));
    }

    [Fact]
    public void Random_patterns_mean_the_same_in_both_engines() =>
        Gen.Select(Gen.Int[0, 1_000_000], Texts).Sample((seed, text) =>
        {
            var pattern = new RandomPatterns(new(seed)).Pattern();
            if (Re2Pattern.TryParse(pattern, out var expected, out _) && ByteAutomaton.Of(pattern) is { } automaton)
            {
                Assert.True(expected.IsFullMatch(text) == Takes(automaton, text), $"'{pattern}' and '{text}': the two engines differ");
            }
        });

    [Fact]
    public void A_pattern_that_is_too_large_is_not_built() => Assert.Null(ByteAutomaton.Of("(?:(?:[a-z]{100}){100}){9}"));

    private static bool Takes(ByteAutomaton automaton, string text) =>
        automaton.Accepts(ByteText.ToBytes(text).Aggregate(automaton.Start, (state, value) => automaton.Step(state, (byte)value)));
}
