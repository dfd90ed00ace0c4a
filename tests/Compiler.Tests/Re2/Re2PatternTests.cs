using System.Diagnostics;
using GatewayPipeline.Compiler.Re2;

namespace GatewayPipeline.Compiler.Tests.Re2;

public class Re2PatternTests
{
    [Theory]
    [InlineData("/a", "/a", true)]
    [InlineData("/a", "/ab", false)]
    [InlineData("/a$", "/a\n", false)]
    [InlineData("\\d+", "٣", false)]
    [InlineData("\\w+", "é", false)]
    [InlineData(".", "é", false)]
    [InlineData("..", "é", true)]
    [InlineData("[é]{2}", "é", true)]
    [InlineData("é", "é", true)]
    [InlineData("a\\b.*", "aé", true)]
    [InlineData("(?i)k", "\u212A", false)]
    [InlineData("(?i)abc", "aBC", true)]
    [InlineData(".", "\n", false)]
    [InlineData("(?s).", "\n", true)]
    [InlineData("(?m)a$\\n^b", "a\nb", true)]
    [InlineData("[[:alpha:]]+", "abC", true)]
    [InlineData("\\Qa+b\\E+", "a+bb", true)]
    [InlineData("\\x{41}\\x42\\103", "ABC", true)]
    [InlineData("(?P<n>a)(?<n>b)", "ab", true)]
    [InlineData("(a|ab)(c|bcd)(d*)", "abcd", true)]
    public void Matches_the_whole_text_as_RE2_does(string pattern, string text, bool matches)
    {
        Assert.True(Re2Pattern.TryParse(pattern, out var parsed, out var error), error?.Reason);
        Assert.Equal(matches, parsed.IsFullMatch(text));
    }

    [Theory]
    [InlineData("a(b", "missing ): a(b", 0)]
    [InlineData("ab(?=c)", "invalid perl operator: (?=", 2)]
    [InlineData("(a)\\1", "invalid escape sequence: \\1", 3)]
    [InlineData("é[b-a]", "invalid character class range: b-a", 2)]
    [InlineData("x\\p{Nope}", "invalid character class range: \\p{Nope}", 1)]
    [InlineData("a\\", "trailing \\", 0)]
    public void Refuses_with_reason_and_place(string pattern, string reason, int position)
    {
        Assert.False(Re2Pattern.TryParse(pattern, out _, out var error));
        Assert.Equal(new Re2Error(reason, position), error);
    }

    [Theory]
    [InlineData("b*", "abc", "x", "xaxcx")]
    [InlineData("(a+)(b?)", "aab-a", "<\\2\\1>", "<baa>-<a>")]
    [InlineData("^/api", "/api/api", "", "/api")]
    [InlineData("a", "banana", "\\0\\\\", "ba\\na\\na\\")]
    [InlineData("(a)", "a", "\\2", "a")]
    [InlineData("é", "/é/", "e", "/e/")]
    [InlineData("a|ab", "ab", "x", "xb")]
    [InlineData("a*?", "aa", "x", "xaxax")]
    public void Replaces_as_RE2_does(string pattern, string text, string substitution, string result)
    {
        Assert.True(Re2Pattern.TryParse(pattern, out var parsed, out var error), error?.Reason);
        Assert.Equal(result, parsed.Replace(text, substitution));
    }

    [Theory]
    [InlineData("((((a{0,1000}))))((b?){1000})*(c{1000}|(d{10}){100})", "abc")]
    [InlineData("(x+x+)+y", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("(a|aa)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")]
    public void Hostile_patterns_take_no_time(string pattern, string text)
    {
        var watch = Stopwatch.StartNew();

        Assert.True(Re2Pattern.TryParse(pattern, out var parsed, out _));
        Assert.False(parsed.IsFullMatch(text));
        Assert.True(parsed.ProgramSize > 0);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"took {watch.Elapsed}");
    }

    [Fact]
    public void Long_and_deep_patterns_end_soon()
    {
        var watch = Stopwatch.StartNew();
        string[] patterns =
        [
            new('a', 1_000_000),
            new('(', 1_000_000),
            string.Concat(Enumerable.Repeat("(a|b", 100_000)),
            string.Concat(Enumerable.Repeat("\\.a", 300_000)),
            string.Join('|', Enumerable.Range(1, 1000).Select(i => new string('a', i))),
            $"[{new string('a', 900_000)}]",
            string.Concat(Enumerable.Repeat("(?:(?:(?:a?)", 30_000)),
            string.Concat(Enumerable.Repeat("(a{0,9}){0,9}", 20_000)),
        ];

        foreach (var pattern in patterns)
        {
            if (Re2Pattern.TryParse(pattern, out var parsed, out _))
            {
                Assert.True(parsed.ProgramSize > 0);
            }
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"took {watch.Elapsed}");
    }
}
