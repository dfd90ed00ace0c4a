using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Tests.Syntax;

public class ScalarTests
{
    [Theory]
    [InlineData("80", 80)]
    [InlineData("-1", -1)]
    [InlineData("+7", 7)]
    [InlineData("0", 0)]
    [InlineData("010", 8)]
    [InlineData("0o17", 15)]
    [InlineData("0x1F", 31)]
    [InlineData("-0x1F", -31)]
    [InlineData("0b101", 5)]
    [InlineData("1_000", 1000)]
    [InlineData("80.0", 80)]
    [InlineData("1e3", 1000)]
    [InlineData("080", 80)]
    [InlineData("80.5", null)]
    [InlineData("", null)]
    [InlineData("-", null)]
    [InlineData("0x", null)]
    [InlineData("0xg", null)]
    [InlineData("80 ", null)]
    [InlineData("1e300", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("NaN", null)]
    [InlineData("٣", null)]
    public void Reads_whole_numbers_as_YAML_1_1_does(string text, int? value) => Assert.Equal(value, (int?)PlainScalars.Integer(text));

    [Theory]
    [InlineData("0s", 0)]
    [InlineData("0", 0)]
    [InlineData("1.5s", 1500)]
    [InlineData("10ms", 10)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1m0.5s", 60_500)]
    [InlineData("-2s", -2000)]
    [InlineData(".5s", 500)]
    [InlineData("1.s", 1000)]
    [InlineData("2500us", 2.5)]
    [InlineData("2500\u00b5s", 2.5)]
    [InlineData("1500000ns", 1.5)]
    public void Reads_durations_as_Go_does(string text, double milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("1.5.5s")]
    [InlineData("1s ")]
    [InlineData(" 1s")]
    [InlineData("1d")]
    [InlineData("--1s")]
    [InlineData("1S")]
    [InlineData("99999999999999999999999999999999h")]
    [InlineData("9999999999h9999999999h9999999999h")]
    [InlineData("300000h300000h300000h300000h300000h300000h300000h300000h300000h300000h")]
    public void Refuses_what_is_no_duration(string text) => Assert.False(DurationText.TryParse(text, out _));
}
